import process from 'node:process';
import {openBlobStore, type BlobStore} from '../../cache/blob-store.ts';
import {LayerscopeError} from '../../errors.ts';
import type {Descriptor} from '../../image/manifest.ts';
import {hostPlatform, parsePlatform} from '../../image/platform.ts';
import {
	familiarReference, parseReference, type Reference,
} from '../../image/reference.ts';
import {createIndexer, type Indexer} from '../../indexing/indexer.ts';
import type {Registry} from '../../registry/registry.ts';
import {groupRequests} from '../content-requests.ts';
import {describeImage} from '../describe-image.ts';
import {createAwaited, type Awaited} from '../engine-awaited.ts';
import type {ImageSource, SourceEvent} from '../image-source.ts';
import type {OpenOptions} from '../open-options.ts';
import {produce} from '../produce.ts';
import {createDocuments, namedOnce, type Documents} from './documents.ts';
import {createDownloads, type Downloads} from './downloads.ts';
import {fetchProgress} from './fetch-progress.ts';
import {followedLayers} from './index-blob.ts';
import {blobContent, blobContents} from './blob-content.ts';
import {createListedLayers, type ListedLayers} from './listed-layers.ts';
import {readLayers} from './read-layers.ts';
import {registryChoices} from './registry-choices.ts';
import {presenceTeller} from './tell-presence.ts';
import {findRegistryImage, type RegistryImage} from './registry-image.ts';

type Session = {
	readonly reference: Reference;
	/** As people write it. */
	readonly name: string;
	readonly options: OpenOptions;
	readonly indexer: Indexer;
	readonly registry: Registry;
	readonly store: BlobStore;
	/** A tag names the same for as long as the image is open. */
	readonly documents: Documents;
	readonly downloads: Downloads;
	readonly listed: ListedLayers;
	readonly found: Awaited<RegistryImage>;
	/** Is called when downloads are further; with `isMore` where only more bytes came. */
	onChange: (isMore: boolean) => void;
};

/**
Opens an image of a registry without an engine. Manifest and config are fetched when it is read, and told at once; then its layers, several at once,
into the cache's blobs, and indexed as they come. `note` is said behind the registry's name. Throws a usage error for a name that is none.
*/
export async function openRegistrySource(text: string, options: OpenOptions, note = ''): Promise<ImageSource> {
	const reference = parseReference(text);
	if (options.selection.platform !== undefined) {
		parsePlatform(options.selection.platform);
	}

	const session = await openSession(reference, familiarReference(text), options);
	const {downloads, found} = session;
	return {
		kind: 'registry',
		location: `${reference.registry}${note}`,
		async * read(signal) {
			try {
				yield * produce<SourceEvent, void>(signal, async (emit, inner) => readImage(session, emit, inner));
			} finally {
				found.reject(new LayerscopeError('unreadable', 'The image wasn\'t found, so it has no contents.', {advice: 'Open it again.'}));
			}
		},
		async * content({layer, offset}, signal) {
			yield * blobContent(session, blobOf(await found.wait(signal), layer), offset, signal);
		},
		async * contents(requests, signal) {
			const image = await found.wait(signal);
			for (const group of groupRequests(requests, layer => layer)) {
				yield * blobContents(session, blobOf(image, group.key), group, signal);
			}
		},
		choices: signal => registryChoices(session.documents, {reference, host: hostPlatform(process.arch)}, signal),
		stop() {
			void downloads.stop(stopped());
		},
		async close() {
			await session.indexer.close();
			await downloads.stop(stopped());
			session.registry.close();
			await Promise.all([session.store.close(), options.cache?.settle()]);
		},
	};
}

function stopped(): LayerscopeError {
	return new LayerscopeError('engine', 'fetching it was stopped.', {advice: 'Open the image again to go on where it stopped.'});
}

async function openSession(reference: Reference, name: string, options: OpenOptions): Promise<Session> {
	const {registry: reading, engine} = options;
	if (reading === undefined) {
		throw new LayerscopeError('usage', 'Nothing says how registries are asked.');
	}

	const store = await openBlobStore({folder: reading.blobs, warn: reading.warn, log: engine?.log ?? (() => undefined)});
	const registry = await reading.open(reference);
	const indexer = createIndexer(options.limits);
	// A thread takes as long to start as the registry takes to answer.
	indexer.warm();
	const session: Session = {
		reference, name, options, indexer, registry, store, documents: namedOnce(createDocuments(registry, store)), listed: createListedLayers({registry, log: engine?.log}),
		downloads: createDownloads({
			registry, store, subject: name, onChange(isMore) {
				session.onChange(isMore);
			},
		}),
		found: createAwaited(),
		onChange: () => undefined,
	};
	return session;
}

async function readImage(session: Session, emit: (event: SourceEvent) => void, signal: AbortSignal): Promise<void> {
	const {
		reference, name, options: {selection, registry: reading, verify, cache}, store, documents, downloads, found,
	} = session;
	emit({
		type: 'progress', progress: {
			task: 'read', subject: name, parts: [], status: `asking ${reference.registry}`,
		},
	});
	const image = await findRegistryImage(documents, {reference, selection, host: hostPlatform(process.arch)}, signal);
	const {image: facts, warnings} = describeImage(image.candidate, [], undefined);
	found.resolve(image);
	emit({type: 'image', image: facts});
	for (const warning of warnings) {
		emit({type: 'warning', warning});
	}

	const presence = presenceTeller({
		facts, blobs: image.manifest.layers, store, options: session.options,
	}, emit, signal);
	const progress = fetchProgress(downloads, emit);
	session.onChange = progress.changed;
	const abort = () => {
		void downloads.stop(signal.reason as Error);
	};

	signal.addEventListener('abort', abort, {once: true});
	try {
		await readLayers({
			...session, image, facts, followed: followedLayers(image.manifest.layers),
			verify, cache, isBrief: reading?.isBrief ?? false, onKept: presence.kept, location: `the registry ${reference.registry}`,
		}, emit, signal);
		await presence.settle();
	} finally {
		session.onChange = () => undefined;
		progress.end();
		signal.removeEventListener('abort', abort);
	}
}

function blobOf({manifest}: RegistryImage, layer: number): Descriptor {
	const blob = manifest.layers[layer];
	if (blob === undefined) {
		throw new LayerscopeError('unreadable', `Layer ${layer} has no content here.`, {layer});
	}

	return blob;
}
