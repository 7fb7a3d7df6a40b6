import {readFile, stat} from 'node:fs/promises';
import {gunzipSync} from 'node:zlib';
import {LayerscopeError} from '../errors.ts';
import type {ReadingLimits} from '../image/reading-limits.ts';
import {createDecompressor} from './decompressor.ts';
import {streamRange} from './file-range.ts';
import type {LayerResult} from './layer-task.ts';
import {createTarIndexer} from './tar-indexer.ts';
import {createSplitReader} from './tar-split.ts';

// Of a hundred thousand files; in one go it takes less time, but the memory of what it unpacks to.
const small = 4 * 1024 * 1024;
const mostUnpacked = 128 * 1024 * 1024;
const shortestGzip = 18;

/**
Indexes a layer from the gzipped tar-split that an engine keeps of it, the path of a file or its bytes: every header, no body. Offsets are those of
the real tar. Throws a `LayerscopeError` where it isn't exactly one tar to its end.
*/
export async function indexSplit(split: string | Uint8Array, limits: ReadingLimits, onProgress: (bytes: number) => void): Promise<LayerResult> {
	const indexer = createTarIndexer(limits);
	const reader = createSplitReader(indexer);
	const {size} = typeof split === 'string' ? await stat(split) : {size: split.length};
	const whole = size <= small ? unpackAtOnce(typeof split === 'string' ? await readFile(split) : split) : undefined;
	if (whole === undefined) {
		await unpack(typeof split === 'string' ? streamRange({path: split, start: 0, length: size}) : [split], reader.write, onProgress);
	} else {
		reader.write(whole);
		onProgress(size);
	}

	const checksums = reader.finish();
	indexer.end();
	const read = indexer.finish();
	const {index, failure} = read;
	if (failure) {
		throw new LayerscopeError('unreadable', `The tar-split can't be used: ${failure.message}`, {offset: failure.offset});
	}

	return {
		...read, checksums, diffId: undefined, digest: undefined, compression: 'none', storedSize: index.length,
	};
}

/** `undefined` where that takes too much memory, or fails, which the other way has the words for. */
function unpackAtOnce(bytes: Uint8Array): Uint8Array | undefined {
	const size = bytes.length < shortestGzip ? 0 : sizeByTrailer(bytes);
	if (size > mostUnpacked) {
		return undefined;
	}

	try {
		// With room for all of it, and for zlib to see that it is all, nothing has to be put together.
		return gunzipSync(bytes, {chunkSize: size + 1024, maxOutputLength: mostUnpacked});
	} catch {
		return undefined;
	}
}

/** The length of what was packed, as gzip says at its end (RFC 1952, section 2.3.1), in bytes; it may be wrong. */
function sizeByTrailer(bytes: Uint8Array): number {
	return new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4).getUint32(0, true);
}

async function unpack(blocks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, onBytes: (bytes: Uint8Array) => void, onProgress: (bytes: number) => void): Promise<void> {
	const decompressor = await createDecompressor('gzip', onBytes);
	let bytes = 0;
	try {
		for await (const block of blocks) {
			await decompressor.write(block);
			bytes += block.length;
			onProgress(bytes);
		}

		await decompressor.end();
	} finally {
		await decompressor.close();
	}
}
