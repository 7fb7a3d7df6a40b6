import process from 'node:process';
import type {BlobStore} from '../../cache/blob-store.ts';
import {LayerscopeError} from '../../errors.ts';
import type {Digest} from '../../image/digest.ts';
import {isForeign} from '../../image/media-types.ts';
import {hostPlatform} from '../../image/platform.ts';
import {familiarReference, parseReference, type Reference} from '../../image/reference.ts';
import {createIndexer} from '../../indexing/indexer.ts';
import type {Progress} from '../../progress/progress.ts';
import type {Registry} from '../../registry/registry.ts';
import type {Selection} from '../image-source.ts';
import type {RegistryReading} from '../open-options.ts';
import {produce} from '../produce.ts';
import {createDocuments} from './documents.ts';
import {createDownloads, type Downloads} from './downloads.ts';
import {findRegistryImage, type RegistryImage} from './registry-image.ts';
import {verifiedBlob} from './verified-blobs.ts';

/** An image that was fetched whole. */
export type FetchedImage = RegistryImage & {
	readonly reference: Reference;
	/** The files of its layers' blobs, verified, by digest. A foreign layer that the registry hasn't isn't among them. */
	readonly files: ReadonlyMap<Digest, string>;
};

type Wish = {readonly text: string; readonly selection: Selection; readonly reading: RegistryReading};

/** Fetches an image of a registry whole into a store, with the progress of a pull. Throws a `LayerscopeError` where any of it can't be had. */
export async function * fetchImage(store: BlobStore, {text, selection, reading}: Wish, signal: AbortSignal): AsyncGenerator<Progress, FetchedImage> {
	const reference = parseReference(text);
	const registry = await reading.open(reference);
	try {
		return yield * produce<Progress, FetchedImage>(signal, async (emit, inner) => {
			const image = await findRegistryImage(createDocuments(registry, store), {reference, selection, host: hostPlatform(process.arch)}, inner);
			return {...image, reference, files: await fetchLayers({registry, store, subject: familiarReference(text)}, image, emit, inner)};
		});
	} finally {
		registry.close();
	}
}

type Fetching = {readonly registry: Registry; readonly store: BlobStore; readonly subject: string};

async function fetchLayers(parts: Fetching, {manifest: {layers}}: RegistryImage, emit: (progress: Progress) => void, signal: AbortSignal): Promise<ReadonlyMap<Digest, string>> {
	const indexer = createIndexer();
	const downloads: Downloads = createDownloads({
		...parts, onChange() {
			emit(downloads.progress());
		},
	});
	const stopping = new AbortController();
	const files = new Map<Digest, string>();
	try {
		await Promise.all([...new Map(layers.map(blob => [blob.digest, blob])).values()].map(async blob => {
			try {
				const {path} = await verifiedBlob({downloads, indexer}, blob, AbortSignal.any([signal, stopping.signal]));
				files.set(blob.digest, path);
				downloads.mark(blob, 'done');
			} catch (error) {
				if (!(error instanceof LayerscopeError && error.kind === 'not-found' && isForeign(blob.mediaType))) {
					stopping.abort(error);
					throw error;
				}
			}
		}));
		return files;
	} finally {
		await downloads.stop(new Error('No more is wanted'));
		await indexer.close();
	}
}
