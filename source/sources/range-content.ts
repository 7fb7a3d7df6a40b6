import {sniff, sniffLength} from '../indexing/compression.ts';
import {readRange, streamRange} from '../indexing/file-range.ts';
import type {FileRange} from '../indexing/layer-task.ts';
import {abortable} from './abortable.ts';
import type {StoredLayer} from './describe-image.ts';
import {piecesOf, type RequestGroup} from './content-requests.ts';
import type {ContentEvent, ContentPiece} from './image-source.ts';
import {readLayerContent, readLayerContents} from './layer-content.ts';

/** How the layer in a range is stored, by its first bytes. */
export async function sniffStored(range: FileRange): Promise<StoredLayer> {
	const form = sniff(await readRange({...range, length: Math.min(sniffLength, range.length)}));
	return {compression: form === 'gzip' || form === 'zstd' ? form : 'none', size: range.length};
}

/** The content of the entry at an offset of the layer in a range: where it lies in a plain layer, and through what comes before it in a compressed one. */
export async function * readRangeContent(range: FileRange, offset: number, signal: AbortSignal): AsyncGenerator<ContentEvent, void> {
	const {compression} = await sniffStored(range);
	yield * compression === 'none' ? readPlainContent(range, offset, signal) : readLayerContent(abortable(streamRange(range), signal), {form: compression, offset});
}

/** The contents of a group of entries of the layer in a range, each named by its place in the list of all requests. */
export async function * readRangeContents(range: FileRange, group: RequestGroup<unknown>, signal: AbortSignal): AsyncGenerator<ContentPiece, void> {
	const {compression} = await sniffStored(range);
	if (compression !== 'none') {
		yield * piecesOf(readLayerContents(abortable(streamRange(range), signal), {form: compression, offsets: group.offsets}), group);
		return;
	}

	for (const [at, offset] of group.offsets.entries()) {
		for await (const event of readPlainContent(range, offset, signal)) {
			if (event.type === 'bytes') {
				yield {request: group.places[at]!, bytes: event.bytes};
			}
		}
	}
}

function readPlainContent(range: FileRange, offset: number, signal: AbortSignal): AsyncGenerator<ContentEvent, void> {
	const stored = streamRange({path: range.path, start: range.start + offset, length: range.length - offset});
	return readLayerContent(abortable(stored, signal), {form: 'none', offset: 0});
}
