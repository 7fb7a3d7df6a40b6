import {sniff, sniffLength} from '../indexing/compression.ts';
import {readRange, streamRange} from '../indexing/file-range.ts';
import type {FileRange} from '../indexing/layer-task.ts';
import {abortable} from './abortable.ts';
import type {StoredLayer} from './describe-image.ts';
import type {ContentEvent} from './image-source.ts';
import {readLayerContent} from './layer-content.ts';

/** How the layer in a range is stored, by its first bytes. */
export async function sniffStored(range: FileRange): Promise<StoredLayer> {
	const form = sniff(await readRange({...range, length: Math.min(sniffLength, range.length)}));
	return {compression: form === 'gzip' || form === 'zstd' ? form : 'none', size: range.length};
}

/** The content of the entry at an offset of the layer in a range: where it lies in a plain layer, and through what comes before it in a compressed one. */
export async function * readRangeContent(range: FileRange, offset: number, signal: AbortSignal): AsyncGenerator<ContentEvent, void> {
	const {compression} = await sniffStored(range);
	const isPlain = compression === 'none';
	const stored = streamRange(isPlain ? {path: range.path, start: range.start + offset, length: range.length - offset} : range);
	yield * readLayerContent(abortable(stored, signal), {form: compression, offset: isPlain ? 0 : offset});
}
