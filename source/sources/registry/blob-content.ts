import {LayerscopeError, UnpackingLimitError} from '../../errors.ts';
import type {LayerIndex} from '../../image/layer-index.ts';
import type {Descriptor} from '../../image/manifest.ts';
import {unpackingStopped} from '../../image/unpacking-guard.ts';
import type {Indexer} from '../../indexing/indexer.ts';
import type {RequestGroup} from '../content-requests.ts';
import type {ContentEvent, ContentPiece} from '../image-source.ts';
import {readRangeContent, readRangeContents} from '../range-content.ts';
import type {TableOfContents} from '../toc/read-table-of-contents.ts';
import {readTocContent} from '../toc/read-toc-content.ts';
import {TocError} from '../toc/toc-error.ts';
import type {Downloads} from './downloads.ts';
import {followedLayers, indexBlob} from './index-blob.ts';
import {offsetInWhole} from './listed-entry.ts';
import type {ListedLayers} from './listed-layers.ts';
import {arrivingBlob, verifiedBlob} from './verified-blobs.ts';

type Parts = {readonly downloads: Downloads; readonly indexer: Indexer; readonly listed: ListedLayers};

// Each takes a request of its own, and more are quicker with the whole layer.
const mostByRanges = 32;

/** The content of the entry at an offset of a layer's index: by its own bytes where the layer is known by its table of contents, else out of the layer. */
export async function * blobContent(parts: Parts, blob: Descriptor, offset: number, signal: AbortSignal): AsyncGenerator<ContentEvent, void> {
	const table = parts.listed.tableOf(blob.digest);
	if (table === undefined) {
		yield * readRangeContent(yield * arrivingBlob(parts, blob, signal), offset, signal);
		return;
	}

	try {
		yield * readTocContent(table, offset, parts.listed.ranges(blob), signal);
	} catch (error) {
		if (!(error instanceof TocError)) {
			throw error;
		}

		// Nothing was given yet, and the layer has a digest of its own.
		const range = yield * arrivingBlob(parts, blob, signal);
		yield * readRangeContent(range, offsetInWhole(await wholeIndex(parts, blob, signal), table.index, offset), signal);
	}
}

/** The contents of a group of entries of one layer, each named by its place in the list of all requests. */
export async function * blobContents(parts: Parts, blob: Descriptor, group: RequestGroup<unknown>, signal: AbortSignal): AsyncGenerator<ContentPiece, void> {
	const table = parts.listed.tableOf(blob.digest);
	if (table !== undefined && group.offsets.length <= mostByRanges) {
		yield * eachContent(parts, blob, group, signal);
		return;
	}

	const range = await verifiedBlob(parts, blob, signal);
	yield * readRangeContents(range, table === undefined ? group : await inWhole(parts, {blob, table, group}, signal), signal);
}

async function * eachContent(parts: Parts, blob: Descriptor, {offsets, places}: RequestGroup<unknown>, signal: AbortSignal): AsyncGenerator<ContentPiece, void> {
	for (const [at, offset] of offsets.entries()) {
		for await (const event of blobContent(parts, blob, offset, signal)) {
			if (event.type === 'bytes') {
				yield {request: places[at]!, bytes: event.bytes};
			}
		}
	}
}

/** The index of a layer itself. Throws an `UnpackingLimitError` where it unpacks to far more than it is stored as. */
async function wholeIndex(parts: Parts, blob: Descriptor, signal: AbortSignal): Promise<LayerIndex> {
	const {index, failure} = await indexBlob({...parts, followed: followedLayers([blob])}, blob, signal);
	if (failure instanceof UnpackingLimitError) {
		throw unpackingStopped('The layer', failure.unpacked, {cause: failure});
	}

	return index;
}

type Wanted = {readonly blob: Descriptor; readonly table: TableOfContents; readonly group: RequestGroup<unknown>};

/** The same entries by where they begin in the whole layer. */
async function inWhole(parts: Parts, {blob, table, group}: Wanted, signal: AbortSignal): Promise<RequestGroup<unknown>> {
	const index = await wholeIndex(parts, blob, signal);
	const wanted = group.offsets
		.map((offset, at) => ({offset: offsetInWhole(index, table.index, offset), place: group.places[at]!}))
		.toSorted((a, b) => a.offset - b.offset);
	if (wanted.some(({offset}, at) => at > 0 && offset === wanted[at - 1]!.offset)) {
		throw new LayerscopeError('unreadable', 'The layer\'s table of contents lists files that the layer has once.', {advice: 'Open the image with --verify, which reads the layers themselves.'});
	}

	return {key: group.key, offsets: wanted.map(({offset}) => offset), places: wanted.map(({place}) => place)};
}
