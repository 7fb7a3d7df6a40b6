import {joinBytes} from '../../tar/join-bytes.ts';
import {abortable} from '../abortable.ts';
import {TocError} from './toc-error.ts';

/** Some bytes of a blob. */
export type BlobRange = {readonly start: number; readonly length: number};

/** Gives bytes of one blob as they come. They aren't verified: whoever asks has a checksum of its own. */
export type BlobRanges = (range: BlobRange, signal: AbortSignal) => AsyncIterable<Uint8Array>;

/** All bytes of a range at once. Throws a `TocError` where fewer come, and what `ranges` throws. */
export async function fetchRange(ranges: BlobRanges, range: BlobRange, signal: AbortSignal): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let left = range.length;
	for await (const chunk of left === 0 ? [] : abortable(ranges(range, signal), signal)) {
		chunks.push(chunk.subarray(0, left));
		left -= Math.min(left, chunk.length);
		if (left === 0) {
			break;
		}
	}

	if (left > 0) {
		throw new TocError('the layer is shorter than its manifest says');
	}

	return joinBytes(chunks);
}

/** The end of a blob, which grows to the front when more of it is wanted. */
export type BlobTail = {
	/** The bytes from `start` on, to `end`; fetched where they aren't here yet. */
	slice(start: number, end: number): Promise<Uint8Array>;
};

/** Fetches the last `length` bytes of a blob of `size` bytes. */
export async function fetchTail(ranges: BlobRanges, {size, length}: {readonly size: number; readonly length: number}, signal: AbortSignal): Promise<BlobTail> {
	let first = Math.max(0, size - length);
	let bytes = await fetchRange(ranges, {start: first, length: size - first}, signal);
	return {
		async slice(start, end) {
			if (start < first) {
				bytes = joinBytes([await fetchRange(ranges, {start, length: first - start}, signal), bytes]);
				first = start;
			}

			return bytes.subarray(start - first, end - first);
		},
	};
}
