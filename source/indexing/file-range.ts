import {createHash} from 'node:crypto';
import {open, type FileHandle} from 'node:fs/promises';
import {LayerscopeError} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import type {FileRange} from './layer-task.ts';

const blockSize = 256 * 1024;

/** Opens a file, gives it to `work`, and closes it whatever happens. */
export async function withFile<Result>(path: string, work: (file: FileHandle) => Promise<Result>): Promise<Result> {
	const file = await open(path, 'r');
	try {
		return await work(file);
	} finally {
		await file.close();
	}
}

/** The bytes of a range in blocks of up to 256 KiB, each in a buffer of its own. Ends early where the file does. */
export async function * readBlocks(file: FileHandle, range: FileRange): AsyncGenerator<Uint8Array, void> {
	yield * blocksIn(file, range, size => new Uint8Array(size));
}

/** The same in one buffer, for whoever is done with a block before the next one is asked for. */
export async function * readFleetingBlocks(file: FileHandle, range: FileRange): AsyncGenerator<Uint8Array, void> {
	const buffer = new Uint8Array(Math.min(blockSize, range.length));
	yield * blocksIn(file, range, size => buffer.subarray(0, size));
}

/** The same in three buffers, one of which is read into while the caller works: a block is good until the one after the next is asked for. */
export async function * readBlocksAhead(file: FileHandle, range: FileRange): AsyncGenerator<Uint8Array, void> {
	const buffers = Array.from({length: 3}, () => new Uint8Array(Math.min(blockSize, range.length)));
	let turn = 0;
	const blocks = blocksIn(file, range, size => buffers[turn++ % buffers.length]!.subarray(0, size));
	let next = blocks.next();
	try {
		for (let {value, done} = await next; !done; {value, done} = await next) {
			next = blocks.next();
			// It is thrown to whoever asks for the next block.
			next.catch(() => undefined);
			yield value!;
		}
	} finally {
		// The file is closed then.
		await next.catch(() => undefined);
	}
}

async function * blocksIn(file: FileHandle, {start, length}: FileRange, bufferOf: (size: number) => Uint8Array): AsyncGenerator<Uint8Array, void> {
	for (let position = 0; position < length;) {
		const block = bufferOf(Math.min(blockSize, length - position));
		const {bytesRead} = await file.read(block, 0, block.length, start + position);
		if (bytesRead === 0) {
			return;
		}

		position += bytesRead;
		yield block.subarray(0, bytesRead);
	}
}

/** The bytes of a range as a stream that opens and closes the file itself. */
export async function * streamRange(range: FileRange): AsyncGenerator<Uint8Array, void> {
	const file = await open(range.path, 'r');
	try {
		yield * readBlocks(file, range);
	} finally {
		await file.close();
	}
}

/** All bytes of a range at once. Throws where the file ends before the range. */
export async function readRange(range: FileRange): Promise<Uint8Array> {
	return withFile(range.path, async file => {
		const bytes = new Uint8Array(range.length);
		const {bytesRead} = await file.read(bytes, 0, range.length, range.start);
		if (bytesRead < range.length) {
			throw new LayerscopeError('unreadable', `${range.path} ends in the middle, ${range.length - bytesRead} bytes early.`);
		}

		return bytes;
	});
}

/** The sha256 of a range. */
export async function hashRange(file: FileHandle, range: FileRange, onProgress: (bytes: number) => void): Promise<Digest> {
	const hash = createHash('sha256');
	let bytes = 0;
	for await (const block of readFleetingBlocks(file, range)) {
		hash.update(block);
		bytes += block.length;
		onProgress(bytes);
	}

	return `sha256:${hash.digest('hex')}`;
}
