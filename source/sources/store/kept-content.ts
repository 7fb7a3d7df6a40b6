import type {FileHandle} from 'node:fs/promises';
import {LayerscopeError} from '../../errors.ts';
import {entryName, entryType, type LayerIndex} from '../../image/layer-index.ts';
import {readBlocks} from '../../indexing/file-range.ts';
import type {BodyChecksums} from '../../indexing/tar-split.ts';
import {abortable} from '../abortable.ts';
import type {ContentEvent} from '../image-source.ts';
import {createCrc64} from './crc64.ts';
import {openInside} from './open-inside.ts';
import {StoreError} from './store-error.ts';

/** A layer that was read, with the folder that its files lie in. */
export type KeptFiles = {readonly index: LayerIndex; readonly checksums: BodyChecksums; readonly folder: string};

// So much is compared with its checksum before the first byte of it is given.
const checkedBefore = 16 * 1024 * 1024;

/**
The content of the entry at an offset, out of the folder that its layer is unpacked in. Throws a `StoreError` before any byte where the folder
hasn't that file in that size, and, of a large file, a `LayerscopeError` at its end where its bytes turn out to be others.
*/
export async function * readKeptContent({index, checksums, folder}: KeptFiles, offset: number, signal: AbortSignal): AsyncGenerator<ContentEvent, void> {
	const entry = lastBefore(index.offsets, offset + 1);
	if (index.offsets[entry] !== offset || entryType(index, entry) !== 'file') {
		throw new StoreError('no file begins there');
	}

	const size = index.sizes[entry]!;
	if (size === 0) {
		return;
	}

	const expected = checksumAt(checksums, offset, index.offsets[entry + 1] ?? index.length);
	const {file, facts} = await openInside(folder, entryName(index, entry));
	try {
		if (facts.size !== BigInt(size)) {
			throw new StoreError('the file has another size than its header says');
		}

		yield * size <= checkedBefore ? readChecked(file, size, expected, signal) : readChecking(file, size, expected, signal);
	} finally {
		await file.close();
	}
}

async function * readChecked(file: FileHandle, size: number, expected: Uint8Array, signal: AbortSignal): AsyncGenerator<ContentEvent, void> {
	const crc = createCrc64();
	const blocks: Uint8Array[] = [];
	for await (const block of abortable(readBlocks(file, {path: '', start: 0, length: size}), signal)) {
		crc.add(block);
		blocks.push(block);
	}

	if (!isEqual(crc.sum(), expected)) {
		throw new StoreError('the file has another checksum than its layer says');
	}

	for (const bytes of blocks) {
		yield {type: 'bytes', bytes};
	}
}

async function * readChecking(file: FileHandle, size: number, expected: Uint8Array, signal: AbortSignal): AsyncGenerator<ContentEvent, void> {
	const crc = createCrc64();
	for await (const bytes of abortable(readBlocks(file, {path: '', start: 0, length: size}), signal)) {
		crc.add(bytes);
		yield {type: 'bytes', bytes};
	}

	if (!isEqual(crc.sum(), expected)) {
		throw new LayerscopeError('unreadable', 'The file in the engine\'s store isn\'t the one that the layer came with: its checksum is another.', {advice: 'Read it with --no-store.'});
	}
}

/** The checksum of the body that begins between two places of the tar. */
function checksumAt({positions, values}: BodyChecksums, from: number, to: number): Uint8Array {
	const body = lastBefore(positions, to);
	if (body === -1 || positions[body]! < from) {
		throw new StoreError('the file has no checksum');
	}

	return values.subarray(body * 8, (body + 1) * 8);
}

/** The place of the last number below a limit, in an ascending list; -1 where there is none. */
function lastBefore(numbers: Float64Array, limit: number): number {
	let [low, high] = [0, numbers.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (numbers[middle]! < limit) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	return low - 1;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, position) => byte === b[position]);
}
