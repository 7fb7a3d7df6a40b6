import process from 'node:process';
import type {EngineConnection} from '../../engine/connection.ts';
import {engineInfo} from '../../engine/engine-info.ts';
import type {InspectedImage} from '../../engine/inspect-image.ts';
import {LayerscopeError, messageOf} from '../../errors.ts';
import type {ImageFacts} from '../../image/image-facts.ts';
import type {Indexer} from '../../indexing/indexer.ts';
import type {SourceEvent} from '../image-source.ts';
import {openBlobImage} from './blob-image.ts';
import {findClassicImage} from './classic-store.ts';
import {findPodmanImage} from './podman-store.ts';
import {openSplitImage} from './split-image.ts';
import {StoreError} from './store-error.ts';
import {openStoreRoot} from './store-root.ts';
import type {StoredImage} from './stored-image.ts';

/** Whether an engine's own files may be read, and how. */
export type StoreOptions = {
	/** They may where nothing is said. */
	readonly store?: boolean | undefined;
	/** Whether every byte is to be hashed, which only a store of blobs allows. */
	readonly verify?: boolean | undefined;
	/** Is told why the store wasn't read. Untrusted text. */
	readonly log?: ((line: string) => void) | undefined;
};

/** The image that is looked for, as the engine tells of it. */
export type StoreReading = {readonly early: ImageFacts; readonly image: InspectedImage; readonly indexer: Indexer};

/** How reading a store ended: the image in it, or the layers that were given before it turned out to be unfit. */
export type StoreOutcome = {readonly stored: StoredImage | undefined; readonly told: ReadonlySet<number>};

/**
Reads an image out of the engine's own files, where those lie on this machine and can be read: nothing in there is changed. Whatever isn't as it should
be, the engine is to be asked for a save; the log alone is told why. Throws only the signal's reason.
*/
export async function * readFromStore(connection: EngineConnection, reading: StoreReading, options: StoreOptions, signal: AbortSignal): AsyncGenerator<SourceEvent, StoreOutcome> {
	const told = new Set<number>();
	try {
		const stored = await openStored(connection, reading, options, signal);
		yield * checked(stored.read(signal), reading.early.layers.length, told);
		return {stored, told};
	} catch (error) {
		signal.throwIfAborted();
		if (!isExpected(error)) {
			throw error;
		}

		options.log?.(`The engine's store isn't read: ${messageOf(error)}.`);
		return {stored: undefined, told};
	}
}

async function openStored(connection: EngineConnection, {early, image, indexer}: StoreReading, {store = true, verify = false}: StoreOptions, signal: AbortSignal): Promise<StoredImage> {
	// The way to a file below a folder is a Linux one.
	if (!store || !connection.isLocal || process.platform !== 'linux') {
		throw new StoreError(store ? 'it isn\'t on this machine' : 'it isn\'t wanted');
	}

	const {root: folder, driver, isPodman} = await engineInfo(connection, signal);
	const root = await openStoreRoot(folder ?? 'Its folder');
	const wanted = {
		early, id: image.id, indexer, verify,
	};
	if (image.keepsBlobs) {
		return openBlobImage(root, image, wanted);
	}

	if (verify) {
		throw new StoreError('it keeps no bytes that could be hashed');
	}

	const find = isPodman && driver === 'overlay' ? findPodmanImage : (!isPodman && driver === 'overlay2' ? findClassicImage : undefined);
	if (find === undefined) {
		throw new StoreError(`its driver ${driver} isn't known`);
	}

	return openSplitImage(await find(root, image), wanted);
}

function isExpected(error: unknown): boolean {
	return error instanceof StoreError || error instanceof LayerscopeError || (error instanceof Error && 'errno' in error);
}

/** Gives the events of a store until one says that a layer isn't as it should be; warnings come last, since a save would give its own. */
async function * checked(events: AsyncIterable<SourceEvent>, count: number, told: Set<number>): AsyncGenerator<SourceEvent, void> {
	const warnings: SourceEvent[] = [];
	for await (const event of events) {
		if (told.size === count) {
			yield * warnings.splice(0);
			yield event;
		} else if (event.type === 'warning') {
			warnings.push(event);
		} else if (event.type === 'layer') {
			check(event);
			told.add(event.layer);
			yield event;
		} else {
			yield event;
		}
	}

	yield * warnings;
}

function check({layer, failure, verification}: Extract<SourceEvent, {type: 'layer'}>): void {
	if (failure !== undefined || verification === 'mismatch') {
		throw new StoreError(`layer ${layer} in it is damaged: ${failure?.message ?? 'its digest is another'}`);
	}
}
