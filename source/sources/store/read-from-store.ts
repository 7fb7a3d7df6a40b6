import process from 'node:process';
import type {LayerCache} from '../../cache/layer-cache.ts';
import type {EngineConnection} from '../../engine/connection.ts';
import {engineInfo, type EngineInfo} from '../../engine/engine-info.ts';
import type {InspectedImage} from '../../engine/inspect-image.ts';
import type {RemoteShell} from '../../engine/remote-shell.ts';
import {LayerscopeError, messageOf, UnpackingLimitError} from '../../errors.ts';
import type {ImageFacts} from '../../image/image-facts.ts';
import type {Indexer} from '../../indexing/indexer.ts';
import type {SourceEvent} from '../image-source.ts';
import {openBlobImage} from './blob-image.ts';
import {findClassicImage} from './classic-store.ts';
import {openLayerMemory} from './layer-memory.ts';
import {findPodmanImage} from './podman-store.ts';
import {remoteFiles} from './remote-files.ts';
import {openSplitImage} from './split-image.ts';
import {StoreError} from './store-error.ts';
import {localFiles, type StoreFiles} from './store-files.ts';
import {openStoreRoot} from './store-root.ts';
import type {StoredImage, Wanted} from './stored-image.ts';

/** Whether an engine's own files may be read, and how. */
export type StoreOptions = {
	/** They may where nothing is said. */
	readonly store?: boolean | undefined;
	/** Whether every byte is to be hashed, which only a store of blobs allows. */
	readonly verify?: boolean | undefined;
	/** What an earlier run read of layers needn't be read again. */
	readonly cache?: LayerCache | undefined;
	/** Is told why the store wasn't read. Untrusted text. */
	readonly log?: ((line: string) => void) | undefined;
};

/** The image that is looked for, as the engine tells of it. */
export type StoreReading = {
	readonly early: ImageFacts;
	readonly image: InspectedImage;
	readonly indexer: Indexer;
	/** What `findStore` gave. */
	readonly found: Promise<EngineInfo>;
};

/** How reading a store ended: the image in it, or the layers that were given before it turned out to be unfit. */
export type StoreOutcome = {readonly stored: StoredImage | undefined; readonly told: ReadonlySet<number>};

/** Asks an engine where its own files are, which may be done before anything is known of an image. Rejects with a `StoreError` where they can't be read. */
export async function findStore(connection: EngineConnection, {store = true}: StoreOptions, signal: AbortSignal): Promise<EngineInfo> {
	// The way to a file below a folder of this machine is a Linux one.
	if (!store || !(connection.shell !== undefined || (connection.isLocal && process.platform === 'linux'))) {
		throw new StoreError(store ? 'it isn\'t on this machine' : 'it isn\'t wanted');
	}

	return engineInfo(connection, signal);
}

/**
Reads an image out of the engine's own files, where those can be read on this machine or by ssh: nothing in there is changed. Whatever isn't as it should
be, the engine is to be asked for a save; the log alone is told why. Throws only the signal's reason.
*/
export async function * readFromStore(connection: EngineConnection, reading: StoreReading, options: StoreOptions, signal: AbortSignal): AsyncGenerator<SourceEvent, StoreOutcome> {
	const told = new Set<number>();
	try {
		reading.indexer.warm(reading.early.layers.length);
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

async function openStored(connection: EngineConnection, reading: StoreReading, {verify = false, cache}: StoreOptions, signal: AbortSignal): Promise<StoredImage> {
	const {shell} = connection;
	// What lies far away comes in one go, which leaving some of it out makes no shorter.
	const [info, memory] = await Promise.all([
		reading.found, openLayerMemory(connection, reading.image.document.diffIds, {cache: shell === undefined ? cache : undefined, verify}),
	]);
	const wanted = {
		early: reading.early, id: reading.image.id, indexer: reading.indexer, verify, memory,
	};
	if (reading.image.keepsBlobs) {
		if (shell !== undefined) {
			throw new StoreError('its blobs are what a save ships too');
		}

		return openBlobImage(await openStoreRoot(info.root ?? 'Its folder'), reading.image, wanted);
	}

	if (verify) {
		throw new StoreError('it keeps no bytes that could be hashed');
	}

	const sought = {info, image: reading.image, wanted};
	return shell === undefined
		? openKept(localFiles(await openStoreRoot(info.root ?? 'Its folder')), sought, signal)
		: openRemote(shell, sought, signal);
}

type Sought = {readonly info: EngineInfo; readonly image: InspectedImage; readonly wanted: Wanted};

/** Reads a store over there as the user who is logged in, and as root where that may be tried and is needed. */
async function openRemote(shell: RemoteShell, sought: Sought, signal: AbortSignal): Promise<StoredImage> {
	const {root} = sought.info;
	if (root === undefined || /\p{Cc}/u.test(root)) {
		throw new StoreError('the engine names no folder of its own');
	}

	const open = async (asRoot: boolean) => untilRead(signal, async inner => openKept(remoteFiles({shell, root, asRoot}), sought, inner));
	try {
		return await open(false);
	} catch (error) {
		if (!shell.maySudo || !isExpected(error)) {
			throw error;
		}

		return open(true);
	}
}

/** Opens what may still be under way when it is read, and ends that when it was, or couldn't be opened. */
async function untilRead(signal: AbortSignal, open: (inner: AbortSignal) => Promise<StoredImage>): Promise<StoredImage> {
	const controller = new AbortController();
	const end = () => {
		controller.abort(new StoreError('it isn\'t wanted any more'));
	};

	try {
		const stored = await open(AbortSignal.any([signal, controller.signal]));
		return {
			...stored,
			async * read(inner) {
				try {
					yield * stored.read(inner);
				} finally {
					end();
				}
			},
		};
	} catch (error) {
		end();
		throw error;
	}
}

async function openKept(files: StoreFiles, {info: {driver, isPodman}, image, wanted}: Sought, signal: AbortSignal): Promise<StoredImage> {
	const find = isPodman && driver === 'overlay' ? findPodmanImage : (!isPodman && driver === 'overlay2' ? findClassicImage : undefined);
	if (find === undefined) {
		throw new StoreError(`its driver ${driver} isn't known`);
	}

	return openSplitImage(files, await find(files, image, signal), wanted);
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
	// A save would unpack to as much.
	if ((failure !== undefined && !(failure instanceof UnpackingLimitError)) || verification === 'mismatch') {
		throw new StoreError(`layer ${layer} in it is damaged: ${failure?.message ?? 'its digest is another'}`);
	}
}
