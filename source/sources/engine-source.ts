import process from 'node:process';
import {connectEngine, type EngineConnection} from '../engine/connection.ts';
import {imageHistory} from '../engine/image-history.ts';
import {checkImageName} from '../engine/image-name.ts';
import type {InspectedImage} from '../engine/inspect-image.ts';
import {LayerscopeError} from '../errors.ts';
import type {ImageFacts} from '../image/image-facts.ts';
import {formatPlatform, hostPlatform, parsePlatform} from '../image/platform.ts';
import {createIndexer, type Indexer} from '../indexing/indexer.ts';
import {readArchiveStream, type ArchiveEntry, type ArchiveLayout} from './archive-stream.ts';
import {blobContents} from './blob-contents.ts';
import {keptImage, readKept, type Caching} from './cached-layers.ts';
import {createAwaited} from './engine-awaited.ts';
import {engineChoices} from './engine-choices.ts';
import {readEngineContent} from './engine-content.ts';
import {factsFromEngine, factsFromSave} from './engine-facts.ts';
import {findImage, type EngineWish} from './engine-image.ts';
import {createEngineSave, type EngineSave} from './engine-save.ts';
import type {ImageSource, SourceEvent} from './image-source.ts';
import type {OpenOptions} from './open-options.ts';
import {findStore, readFromStore, type StoreOptions} from './store/read-from-store.ts';
import type {StoredImage} from './store/stored-image.ts';
import {orElse, restOf} from './store/or-else.ts';

export {EngineUnreachableError} from '../engine/engine-unreachable-error.ts';

type ReadImage = {
	readonly save: EngineSave;
	/** Where the layers lie in the save; without having read one, that takes one. */
	readonly layout: (signal: AbortSignal) => Promise<ArchiveLayout>;
	/** Where the layers came from, unless it was the save. */
	readonly stored: StoredImage | undefined;
};

/**
Connects to the engine that the options choose. Reading finds the image, or pulls it, and tells what the engine knows of it at once;
then its layers come out of the engine's store where that can be read, else as the engine saves it. Throws an `EngineUnreachableError` without an engine, and a usage error for a name that is none.
*/
export async function openEngineSource(reference: string, {
	selection, pull, engine, store, cache, verify, limits,
}: OpenOptions): Promise<ImageSource> {
	checkImageName(reference);
	if (selection.platform !== undefined) {
		parsePlatform(selection.platform);
	}

	return createEngineSource(await connectEngine(engine), {reference, platform: selection.platform, pull}, {
		store, cache, verify, limits, log: engine?.log,
	});
}

/** Where layers may come from beside a save: the engine's own files, and what an earlier run kept; and how much is read of them. */
export type EngineReading = StoreOptions & Caching & Pick<OpenOptions, 'limits'>;

/** An image of an engine that is connected; the connection is closed with the source. */
export function createEngineSource(connection: EngineConnection, wish: EngineWish, options: EngineReading): ImageSource {
	const indexer = createIndexer(options.limits);
	// A thread takes as long to start as the engine takes to tell of an image.
	indexer.warm();
	const whole = createAwaited<ReadImage>();
	return {
		kind: 'docker',
		location: connection.location,
		async * read(signal) {
			try {
				whole.resolve(yield * readImage({
					connection, indexer, wish, options,
				}, signal));
			} finally {
				whole.reject(new LayerscopeError('unreadable', 'The image wasn\'t read to its end, so the places of its contents aren\'t known.', {advice: 'Open it again.'}));
			}
		},
		async * content(request, signal) {
			// Where a layer lies in the save is only told at its end.
			const {save, layout, stored} = await whole.wait(signal);
			yield * orElse(stored?.content(request, signal), async function * () {
				yield * readEngineContent(save, await layout(signal), request, signal);
			});
		},
		async * contents(requests, signal) {
			const {save, layout, stored} = await whole.wait(signal);
			const rest = yield * restOf(stored, requests, signal);
			if (rest.length > 0) {
				const {layerNames: names} = await layout(signal);
				const pieces = blobContents(save.entries(signal, () => undefined), {requests: rest.map(place => requests[place]!), names, location: 'The engine\'s save'});
				for await (const {request, bytes} of pieces) {
					yield {request: rest[request]!, bytes};
				}
			}
		},
		choices: signal => engineChoices(connection, wish.reference, signal),
		async close() {
			connection.close();
			await Promise.all([indexer.close(), options.cache?.settle()]);
		},
	};
}

type Parts = {readonly connection: EngineConnection; readonly indexer: Indexer; readonly wish: EngineWish; readonly options: EngineReading};

async function * readImage({connection, indexer, wish, options}: Parts, signal: AbortSignal): AsyncGenerator<SourceEvent, ReadImage> {
	if (options.store !== false) {
		connection.shell?.warm();
	}

	const found = findStore(connection, options, signal);
	// Nobody waits for it where there is no image.
	found.catch(() => undefined);
	const image = yield * findImage(connection, wish, signal);
	const rows = await imageHistory(connection, image.id, image.document.platform, signal);
	const early = factsFromEngine(wish.reference, image, rows);
	yield {type: 'image', image: early};
	const save = createEngineSave(connection, image, wish.reference, options.log);
	const read = (inner: AbortSignal, told: ReadonlySet<number>) => readSave(save, {
		early, image, indexer, told,
	}, inner);
	const {stored, told} = yield * readFromStore(connection, {
		early, image, indexer, found,
	}, options, signal);
	if (stored !== undefined) {
		return {save, stored, layout: rememberLayout(async inner => drain(read(inner, new Set())))};
	}

	// What a damaged store gave before is told already, and a cache would tell it again.
	const kept = told.size > 0 ? undefined : keptImage(connection, image, options);
	const layout = yield * readKept(kept, early, known => read(signal, new Set([...told, ...known])));
	return {save, stored, layout: async () => layout};
}

// A content that the store hasn't is rare, the place of its layer the same for all of them.
function rememberLayout(read: ReadImage['layout']): ReadImage['layout'] {
	let known: ArchiveLayout | undefined;
	return async signal => {
		known ??= await read(signal);
		return known;
	};
}

async function drain(events: AsyncGenerator<SourceEvent, ArchiveLayout>): Promise<ArchiveLayout> {
	for (;;) {
		const {value, done} = await events.next();
		if (done) {
			return value;
		}
	}
}

type Reading = {readonly early: ImageFacts; readonly image: InspectedImage; readonly indexer: Indexer; readonly told: ReadonlySet<number>};

async function * readSave(save: EngineSave, {
	early, image, indexer, told,
}: Reading, signal: AbortSignal): AsyncGenerator<SourceEvent, ArchiveLayout> {
	let received = 0;
	yield {type: 'progress', progress: save.progress(received)};
	const connected = keepFailure(save.entries(signal, bytes => {
		received = bytes;
	}));
	const {platform} = image.document;
	const events = readArchiveStream(connected.entries, {
		indexer,
		location: `The engine's save of ${early.reference}`,
		selection: {platform: platform && formatPlatform(platform), image: undefined},
		host: platform ?? hostPlatform(process.arch),
		known: early,
		told,
	}, signal);
	const layout = yield * mapEvents(events, connected, event => {
		if (event.type === 'image') {
			return {type: 'image', image: factsFromSave(event.image, early, image.keepsBlobs)};
		}

		// A total is known for the whole save only, not for its layers.
		return event.type === 'progress' ? {type: 'progress', progress: save.progress(received)} : event;
	});
	yield {type: 'progress', progress: save.progress(received)};
	return layout;
}

type Connected = {readonly entries: AsyncIterable<ArchiveEntry>; failure: unknown};

// To the reader a lost engine is an archive that ends too soon.
function keepFailure(entries: AsyncIterable<ArchiveEntry>): Connected {
	const connected: Connected = {entries: keepEntries(), failure: undefined};

	async function * keep<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item, void> {
		try {
			yield * items;
		} catch (error) {
			connected.failure ??= error;
			throw error;
		}
	}

	async function * keepEntries(): AsyncGenerator<ArchiveEntry, void> {
		for await (const entry of keep(entries)) {
			yield {...entry, body: keep(entry.body)};
		}
	}

	return connected;
}

async function * mapEvents<Result>(events: AsyncGenerator<SourceEvent, Result>, connected: Connected, map: (event: SourceEvent) => SourceEvent): AsyncGenerator<SourceEvent, Result> {
	try {
		for (;;) {
			const {value, done} = await events.next();
			if (done) {
				return value;
			}

			yield map(value);
		}
	} catch (error) {
		throw connected.failure ?? error;
	} finally {
		await events.return(undefined as Result);
	}
}
