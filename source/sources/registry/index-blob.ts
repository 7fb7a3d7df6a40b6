import {availableParallelism} from 'node:os';
import {LayerscopeError} from '../../errors.ts';
import type {Digest} from '../../image/digest.ts';
import type {Descriptor} from '../../image/manifest.ts';
import type {IndexedLayer, Indexer} from '../../indexing/indexer.ts';
import {unlessAborted} from '../abortable.ts';
import type {Download} from './download.ts';
import type {Downloads, WantedBlob} from './downloads.ts';

type Parts = {
	readonly downloads: Downloads;
	readonly indexer: Indexer;
	/** The layers that are read while they come. */
	readonly followed: ReadonlySet<Digest>;
};

// A thread stays for the layers that have come whole.
const threads = Math.min(availableParallelism(), 4);

// So small a layer is here before a thread has begun with it, in bytes.
const smallBlob = 1024 * 1024;

/** The layers that are read while they come: each keeps a thread, however slowly it comes, and the largest would keep everybody waiting if they were read after that. */
export function followedLayers(layers: readonly Descriptor[]): ReadonlySet<Digest> {
	const large = layers.filter(({size}) => size > smallBlob).toSorted((a, b) => b.size - a.size);
	return new Set([...new Set(large.map(({digest}) => digest))].slice(0, threads - 1));
}

/**
Indexes the layer in a blob: while it comes, where it isn't here. One of an earlier run that is damaged is fetched anew.
Throws a `LayerscopeError` where it can't be had.
*/
export async function indexBlob(parts: Parts, blob: Descriptor, signal: AbortSignal): Promise<IndexedLayer> {
	const first = await indexWanted(parts, blob, signal);
	const isSound = parts.downloads.isVerified(blob.digest) || first.digest === undefined || !blob.digest.startsWith('sha256:') || first.digest === blob.digest;
	if (isSound) {
		parts.downloads.setVerified(blob.digest);
		return first;
	}

	await parts.downloads.discard(blob);
	return indexWanted(parts, blob, signal);
}

async function indexWanted({downloads, indexer, followed}: Parts, blob: Descriptor, signal: AbortSignal): Promise<IndexedLayer> {
	const wanted = downloads.want(blob);
	try {
		const arriving = await unlessAborted(wanted.arriving, signal);
		const early = arriving && followed.has(blob.digest) ? await indexArriving(indexer, {arriving, wanted}, signal) : undefined;
		if (early !== undefined) {
			return early;
		}

		const path = await unlessAborted(wanted.file, signal);
		return await indexer.indexFile({path, start: 0, length: blob.size}, signal, undefined, true);
	} finally {
		wanted.release();
	}
}

/** What comes of the bytes as they arrive; nothing where they don't come in one go. */
async function indexArriving(indexer: Indexer, {arriving, wanted}: {readonly arriving: Download; readonly wanted: WantedBlob}, signal: AbortSignal): Promise<IndexedLayer | undefined> {
	// A blob that can't be had needs no thread any more.
	const ending = new AbortController();
	wanted.file.catch((error: unknown) => {
		ending.abort(error);
	});
	try {
		return await indexer.indexGrowing(await arriving.follow(), AbortSignal.any([signal, ending.signal]));
	} catch (error) {
		signal.throwIfAborted();
		if (!ending.signal.aborted && !(error instanceof LayerscopeError)) {
			throw error;
		}

		return undefined;
	}
}
