import {LayerscopeError} from '../errors.ts';
import {
	asArray, asObject, field,
} from '../image/json.ts';
import {asEngineError, readText, refusalOf} from './answer.ts';
import type {EngineConnection} from './connection.ts';
import {EngineRefusalError} from './engine-refusal-error.ts';
import {parseAnswer, refused} from './get-json.ts';
import {checkImageName, imagePath} from './image-name.ts';
import {listContainers} from './list-containers.ts';
import {isPodman} from './is-podman.ts';
import {listImages} from './list-images.ts';
import {removalConflict, RemovalConflictError} from './removal-conflict.ts';
import {watchTransfer} from './watch-transfer.ts';

/** What is to be removed: names or IDs, as people write them. */
export type RemovalWish = {
	readonly targets: readonly string[];
	/** Against conflicts that can be forced; never the default. */
	readonly isForced: boolean;
	/** Whether the nameless steps that an image was built on go with it; true where it isn't given. */
	readonly isPruning?: boolean;
};

/** What became of one target. */
export type TargetResult = {
	readonly target: string;
	/** Names that are gone. */
	readonly untagged: readonly string[];
	/** Images, and where the engine tells them layers, that are gone. */
	readonly deleted: readonly string[];
	/** Why it failed; `RemovalConflictError` where something holds the image. */
	readonly error: LayerscopeError | undefined;
};

/**
Removes images one after another and tells of each; one that fails doesn't keep the others. Throws where the engine goes away, and the
signal's reason where it was aborted: what has been told by then is done.
*/
export async function * removeImages(connection: EngineConnection, {targets, isForced, isPruning = true}: RemovalWish, signal: AbortSignal): AsyncGenerator<TargetResult, void> {
	const isPodmans = isForced && await isPodman(connection, signal);
	for (const target of targets) {
		yield await removeTarget(target, async () => isPodmans
			? forceOnPodman(connection, target, isPruning, signal)
			: remove(connection, {target, isForced, isPruning}, signal));
	}
}

/** As `removeImages`, all together. Throws the first failure after all were tried; what succeeded is done all the same. */
export async function removeAll(connection: EngineConnection, wish: RemovalWish, signal: AbortSignal): Promise<{readonly untagged: readonly string[]; readonly deleted: readonly string[]}> {
	const results: TargetResult[] = [];
	for await (const result of removeImages(connection, wish, signal)) {
		results.push(result);
	}

	const failed = results.find(({error}) => error !== undefined);
	if (failed?.error !== undefined) {
		throw failed.error;
	}

	return {untagged: results.flatMap(({untagged}) => untagged), deleted: results.flatMap(({deleted}) => deleted)};
}

type Done = Pick<TargetResult, 'untagged' | 'deleted'>;

async function removeTarget(target: string, run: () => Promise<Done>): Promise<TargetResult> {
	try {
		return {target, ...await run(), error: undefined};
	} catch (error) {
		if (error instanceof RemovalConflictError || error instanceof EngineRefusalError || (error instanceof LayerscopeError && error.kind !== 'engine')) {
			return {
				target, untagged: [], deleted: [], error,
			};
		}

		throw error;
	}
}

type OneWish = {readonly target: string; readonly isForced: boolean; readonly isPruning: boolean};

async function remove(connection: EngineConnection, {target, isForced, isPruning}: OneWish, signal: AbortSignal): Promise<Done> {
	checkImageName(target);
	const purpose = `while ${target} was removed`;
	const {statusCode, body} = await sendRemoval(connection, {target, isForced, isPruning}, signal);
	if (statusCode === 200) {
		const rows = asArray(parseAnswer(body, purpose), 'The engine\'s answer').map(value => asObject(value, 'A row of the engine\'s answer'));
		return {untagged: textsOf(rows.map(row => field(row, 'Untagged'))), deleted: textsOf(rows.map(row => field(row, 'Deleted')))};
	}

	const words = refusalOf(body);
	if (statusCode === 404) {
		throw notFound(target);
	}

	// Podman says 500 where an ID has several names.
	throw statusCode === 409 || words.includes('more than one tag') ? await removalConflict(connection, target, words, signal) : refused(words, statusCode, purpose);
}

// An engine may unlink many files before it says a word.
async function sendRemoval(connection: EngineConnection, {target, isForced, isPruning}: OneWish, signal: AbortSignal): Promise<{statusCode: number | undefined; body: string}> {
	const purpose = `while ${target} was removed`;
	const watch = watchTransfer(connection, purpose, signal);
	try {
		const response = await connection.send({
			method: 'DELETE',
			path: imagePath(target, '').replace(/\/$/, ''),
			query: {force: isForced ? '1' : undefined, noprune: isPruning ? undefined : '1'},
			signal: watch.signal,
		});
		return {statusCode: response.statusCode, body: await readText(response, purpose, watch.signal, watch)};
	} catch (error) {
		throw asEngineError(error, purpose, watch.signal);
	} finally {
		watch.stop();
	}
}

/** Podman's own force removes the containers of an image too; here the names go one by one without it, and a container is in the way. */
async function forceOnPodman(connection: EngineConnection, target: string, isPruning: boolean, signal: AbortSignal): Promise<Done> {
	checkImageName(target);
	const [{images}, containers] = await Promise.all([listImages(connection, {isAll: true}, signal), listContainers(connection, signal)]);
	const hex = target.replace(/^sha256:/, '');
	const image = images.find(({id}) => id.slice('sha256:'.length).startsWith(hex));
	const names = /^[\da-f]{4,64}$/.test(hex) && image !== undefined && image.tags.length > 1 ? image.tags : [target];
	if (names.length > 1 && containers.some(({imageId}) => imageId === image!.id)) {
		throw await removalConflict(connection, target, 'image used by a container', signal);
	}

	const done: Done[] = [];
	for (const name of names) {
		done.push(await remove(connection, {target: name, isForced: false, isPruning}, signal));
	}

	return {untagged: done.flatMap(({untagged}) => untagged), deleted: done.flatMap(({deleted}) => deleted)};
}

function notFound(target: string): LayerscopeError {
	return new LayerscopeError('not-found', `There is no image ${target} here.`, {advice: 'See `layerscope images` for those that are.'});
}

function textsOf(values: readonly unknown[]): readonly string[] {
	return values.filter(value => typeof value === 'string');
}
