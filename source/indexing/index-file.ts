import type {FileHandle} from 'node:fs/promises';
import {readingLimits, type ReadingLimits} from '../image/reading-limits.ts';
import {sniff, sniffLength, type StoredForm} from './compression.ts';
import {readBlocksAhead, withFile} from './file-range.ts';
import {hopLayer} from './hop-layer.ts';
import type {FileRange, LayerResult} from './layer-task.ts';
import {createLayerReader} from './read-layer.ts';

// So small a layer is read whole in the time that a few jumps take.
const smallLayer = 1024 * 1024;
// Of gzip this can be 16 MB.
const smallPiece = 16 * 1024;

/** How a layer is read: with `hash` to its last byte, even a plain one. */
export type ReadingManner = {readonly hash: boolean; readonly limits: ReadingLimits};

/** Reads a layer in a file: a plain one by its headers only, unless `hash` asks for all of it. Tells how many stored bytes were passed. */
export async function indexFile(range: FileRange, {hash, limits}: ReadingManner, onProgress: (bytes: number) => void): Promise<LayerResult> {
	return withFile(range.path, async file => {
		const isHopped = !hash && range.length > smallLayer && await formOf(file, range) === 'none';
		const steps = isHopped ? hopLayer(file, range, limits) : readWhole(file, range, limits);
		for (;;) {
			const {value, done} = await steps.next();
			if (done) {
				return value;
			}

			onProgress(value);
		}
	});
}

/**
As `indexFile` without a hash, as long as `mayGoOn` says so after every piece; gives `undefined` where that isn't long enough, or surely
won't be: what is large and compressed, and zstd, whose decoder can't be stopped in a piece that unpacks to gigabytes.
*/
export async function indexFileBriefly(range: FileRange, mayGoOn: () => Promise<boolean>, limits: ReadingLimits = readingLimits): Promise<LayerResult | undefined> {
	return withFile(range.path, async file => {
		const form = await formOf(file, range);
		const isSmall = range.length <= smallLayer;
		if (form !== 'none' && (form !== 'gzip' || !isSmall)) {
			return undefined;
		}

		const steps = isSmall ? readWhole(file, range, limits, smallPiece) : hopLayer(file, range, limits);
		for (;;) {
			const {value, done} = await steps.next();
			if (done) {
				return value;
			}

			if (!await mayGoOn()) {
				return undefined;
			}
		}
	});
}

async function formOf(file: FileHandle, {start, length}: FileRange): Promise<StoredForm> {
	const head = new Uint8Array(Math.min(sniffLength, length));
	const {bytesRead} = await file.read(head, 0, head.length, start);
	return sniff(head.subarray(0, bytesRead));
}

async function * readWhole(file: FileHandle, range: FileRange, limits: ReadingLimits, pieceSize = Number.POSITIVE_INFINITY): AsyncGenerator<number, LayerResult> {
	const reader = createLayerReader(limits);
	let bytes = 0;
	for await (const block of readBlocksAhead(file, range)) {
		for (let start = 0; start < block.length; start += pieceSize) {
			const piece = block.subarray(start, start + pieceSize);
			await reader.write(piece);
			bytes += piece.length;
			yield bytes;
		}
	}

	return reader.end();
}
