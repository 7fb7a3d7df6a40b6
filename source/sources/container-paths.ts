import {readContainerArchive, statContainerPath, type ContainerPlace} from '../engine/container-archive.ts';
import type {EngineConnection} from '../engine/connection.ts';
import {inspectContainer} from '../engine/inspect-container.ts';
import {LayerscopeError} from '../errors.ts';
import type {AskedFacts} from '../image/asked-facts.ts';
import type {KnownKind} from '../image/container-layer.ts';
import {createContentReader} from '../tar/entry-content.ts';
import type {TarEntry} from '../tar/entry.ts';
import type {ContentEvent} from './image-source.ts';

/** A container's files, asked one by one; `name` is the container's, for errors. */
export type ContainerFiles = {readonly connection: EngineConnection; readonly id: string; readonly name: string};

/** What is at a path of a container now. Throws a `LayerscopeError`: `not-found` where the path or the container is gone. */
export async function askPath(files: ContainerFiles, path: string, signal: AbortSignal): Promise<AskedFacts> {
	const place = placeOf(files, path);
	const facts = await statContainerPath(files.connection, place, signal);
	if (facts === undefined) {
		throw await missing(files, path, signal);
	}

	return facts.type === 'symlink' ? {...facts, target: await linkTarget(files, place, signal) ?? facts.target} : facts;
}

/** Of what kind a path of a container is now, nothing included. */
export async function askKind(files: ContainerFiles, path: string, signal: AbortSignal): Promise<KnownKind> {
	const facts = await statContainerPath(files.connection, placeOf(files, path), signal);
	return facts === undefined ? 'gone' : (facts.type === 'directory' ? 'directory' : 'other');
}

/** The content of a file of a container, out of the archive of that one path. Throws a `LayerscopeError` where it isn't a file any more. */
export async function * readContainerFile(files: ContainerFiles, path: string, signal: AbortSignal): AsyncGenerator<ContentEvent, void> {
	const reader = createContentReader();
	for await (const chunk of readContainerArchive(files.connection, placeOf(files, path), signal)) {
		for (const piece of reader.write(chunk)) {
			yield {type: 'bytes', bytes: Uint8Array.from(piece)};
		}

		checkFile(reader.entry, path);
		if (reader.done) {
			return;
		}
	}

	reader.end();
}

// Engines tell where a link leads in the end; what it says stands in its tar, but Podman follows it there.
async function linkTarget({connection}: ContainerFiles, place: ContainerPlace, signal: AbortSignal): Promise<Uint8Array | undefined> {
	const reader = createContentReader();
	try {
		for await (const chunk of readContainerArchive(connection, place, signal)) {
			reader.write(chunk).next();

			if (reader.entry !== undefined) {
				return reader.entry.type === 'symlink' ? Uint8Array.from(reader.entry.target) : undefined;
			}
		}
	} catch (error) {
		// Podman finds nothing where a link leads nowhere.
		if (!(error instanceof LayerscopeError && error.kind === 'not-found')) {
			throw error;
		}
	}

	return undefined;
}

function checkFile(entry: TarEntry | undefined, path: string): void {
	if (entry !== undefined && entry.type !== 'file' && entry.type !== 'hardlink') {
		throw new LayerscopeError('not-found', `${path} is no file in the container any more, but a ${entry.type}.`, {advice: 'Open the container again to see what it is now.'});
	}
}

async function missing({connection, id, name}: ContainerFiles, path: string, signal: AbortSignal): Promise<LayerscopeError> {
	if (path.includes('\u{FFFD}')) {
		return new LayerscopeError('not-found', `The container ${name} has no ${path}: the engine's list of changes can't hold the real name, which isn't UTF-8.`, {
			advice: 'Look at it in the container itself.',
		});
	}

	const isThere = await inspectContainer(connection, id, signal) !== undefined;
	return isThere
		? new LayerscopeError('not-found', `${path} isn't in the container ${name} any more.`, {advice: 'Open the container again to see what it holds now.'})
		: new LayerscopeError('not-found', `The container ${name} was removed meanwhile.`, {advice: 'Its image can still be opened, if that is there.'});
}

function placeOf({id}: ContainerFiles, path: string): ContainerPlace {
	return {container: id, path};
}
