import {stat} from 'node:fs/promises';
import {LayerscopeError} from '../errors.ts';
import {createDecompressor} from './decompressor.ts';
import {streamRange} from './file-range.ts';
import type {LayerResult} from './layer-task.ts';
import {createTarIndexer} from './tar-indexer.ts';
import {createSplitReader} from './tar-split.ts';

/**
Indexes a layer from the gzipped tar-split that an engine keeps of it, the path of a file or its bytes: every header, no body. Offsets are those of
the real tar. Throws a `LayerscopeError` where it isn't exactly one tar to its end.
*/
export async function indexSplit(split: string | Uint8Array, onProgress: (bytes: number) => void): Promise<LayerResult> {
	const indexer = createTarIndexer();
	const reader = createSplitReader(indexer);
	const decompressor = await createDecompressor('gzip', reader.write);
	let bytes = 0;
	try {
		for await (const block of typeof split === 'string' ? fileBlocks(split) : [split]) {
			await decompressor.write(block);
			bytes += block.length;
			onProgress(bytes);
		}

		await decompressor.end();
	} finally {
		await decompressor.close();
	}

	const checksums = reader.finish();
	indexer.end();
	const {index, failure, hasTrailingGarbage} = indexer.finish();
	if (failure) {
		throw new LayerscopeError('unreadable', `The tar-split can't be used: ${failure.message}`, {offset: failure.offset});
	}

	return {
		index, failure, hasTrailingGarbage, checksums, diffId: undefined, digest: undefined, compression: 'none', storedSize: index.length,
	};
}

async function * fileBlocks(path: string): AsyncGenerator<Uint8Array, void> {
	const {size} = await stat(path);
	yield * streamRange({path, start: 0, length: size});
}
