import {Buffer} from 'node:buffer';
import {decodeLayer, encodeLayer} from '../../source/cache/layer-file.ts';
import {parseHistory} from '../../source/engine/image-history.ts';
import {readNdjson} from '../../source/engine/ndjson.ts';
import {LayerscopeError} from '../../source/errors.ts';
import {addLayerNow, createLifetimes} from '../../source/image/add-layer.ts';
import {layerCounts} from '../../source/image/changes.ts';
import {deadBytes, deadPaths} from '../../source/image/dead-bytes.ts';
import {entryName, type LayerIndex} from '../../source/image/layer-index.ts';
import {nodePath} from '../../source/image/nodes.ts';
import {createLayerReader} from '../../source/indexing/read-layer.ts';
import {createTarIndexer} from '../../source/indexing/tar-indexer.ts';
import {createSplitReader} from '../../source/indexing/tar-split.ts';
import {finishPull, foldPull, startPull} from '../../source/progress/fold-pull.ts';
import {pullError} from '../../source/progress/pull-error.ts';
import {describeImage} from '../../source/sources/describe-image.ts';
import {findImages} from '../../source/sources/find-images.ts';
import {choicesOf} from '../../source/sources/image-choices.ts';
import {readLayerContents} from '../../source/sources/layer-content.ts';
import {indexToc} from '../../source/sources/toc/index-toc.ts';
import type {FuzzCase, Kind} from './fuzz-case.ts';

/** What came of a case: the names of a tar that were listed, or nothing. Whatever is thrown but a `LayerscopeError` is a fault. */
export type Reading = {readonly names: readonly Uint8Array[]};

const nothing: Reading = {names: []};
// A hole has no end, and who wants a content stops when enough is there.
const longestContent = 1024 * 1024;
const chunk = 700;
const compressedChunk = 4000;
const identity = {diffId: '6'.repeat(64), voucher: '7'.repeat(64)};

/** Reads a case as the program would. Errors that the program has words for are part of it; any other is thrown. */
export async function readCase({kind, bytes}: FuzzCase): Promise<Reading> {
	try {
		return await readers[kind](bytes);
	} catch (error) {
		if (error instanceof LayerscopeError) {
			return nothing;
		}

		throw error;
	}
}

const readers: Readonly<Record<Kind, (bytes: Uint8Array) => Promise<Reading>>> = {
	async tar(bytes) {
		const whole = indexOf(bytes, bytes.length);
		const parts = indexOf(bytes, chunk);
		if (Buffer.compare(whole.index.names, parts.index.names) !== 0 || whole.failure?.message !== parts.failure?.message) {
			throw new Error('The same tar in other chunks is another one');
		}

		merge(whole.index);
		await readContents(bytes, whole.index);
		return {names: Array.from({length: whole.index.count}, (_, entry) => entryName(whole.index, entry))};
	},
	async compressed(bytes) {
		const reader = createLayerReader();
		for (let at = 0; at < bytes.length; at += compressedChunk) {
			await reader.write(bytes.subarray(at, at + compressedChunk));
		}

		const {index} = await reader.end();
		merge(index);
		await readContents(bytes, index, 1);
		return nothing;
	},
	async documents(bytes) {
		const files = JSON.parse(Buffer.from(bytes).toString()) as Record<string, string>;
		const found = await findImages({document: async name => Object.hasOwn(files, name) ? Buffer.from(files[name]!) : undefined}, 'archive.tar');
		choicesOf(found, {os: 'linux', architecture: 'amd64'} as Parameters<typeof choicesOf>[1]);
		for (const candidate of found.candidates) {
			if (candidate.failure === undefined) {
				describeImage(candidate, candidate.layers.map(() => undefined), undefined);
			}
		}

		return nothing;
	},
	async lines(bytes) {
		let progress = startPull('shop:1');
		for await (const message of readNdjson(inChunks(bytes))) {
			progress = foldPull(progress, message);
			pullError('shop:1', message);
			ignoringErrors(() => {
				parseHistory([message]);
			});
		}

		finishPull(progress);
		return nothing;
	},
	async table(bytes) {
		const {index} = await indexToc({json: bytes, form: 'gzip', end: 10_000});
		overlay(index);
		return nothing;
	},
	async split(bytes) {
		const indexer = createTarIndexer();
		const reader = createSplitReader(indexer);
		reader.write(bytes);
		reader.finish();
		indexer.end();
		merge(indexer.finish().index);
		return nothing;
	},
};

function ignoringErrors(work: () => void): void {
	try {
		work();
	} catch (error) {
		if (!(error instanceof LayerscopeError)) {
			throw error;
		}
	}
}

function indexOf(bytes: Uint8Array, size: number) {
	const indexer = createTarIndexer();
	for (let at = 0; at < bytes.length; at += size) {
		indexer.write(bytes.subarray(at, at + size));
	}

	indexer.end();
	return indexer.finish();
}

/** Lays a layer over itself, and keeps it as the cache does. */
function merge(index: LayerIndex): void {
	overlay(index);
	if (decodeLayer(new Uint8Array(Buffer.concat(encodeLayer(index, identity))), identity) === undefined) {
		throw new Error('What is kept of the layer can\'t be read again');
	}
}

/** Lays a layer over itself, and looks at all of it. */
function overlay(index: LayerIndex): void {
	const lifetimes = createLifetimes();
	for (let layer = 0; layer < 2; layer++) {
		addLayerNow(lifetimes, index);
		layerCounts(lifetimes, layer);
	}

	deadBytes(lifetimes);
	deadPaths(lifetimes);
	for (let node = 0; node < lifetimes.nodeCount; node++) {
		nodePath(lifetimes, node);
	}
}

async function readContents(stored: Uint8Array, index: LayerIndex, count = 4): Promise<void> {
	for (const offset of index.offsets.slice(0, count)) {
		try {
			let length = 0;
			for await (const event of readLayerContents(inChunks(stored, compressedChunk), {offsets: [offset]})) {
				length += event.type === 'bytes' ? event.bytes.length : 0;
				if (length > longestContent) {
					break;
				}
			}
		} catch (error) {
			if (!(error instanceof LayerscopeError)) {
				throw error;
			}
		}
	}
}

async function * inChunks(bytes: Uint8Array, size = chunk): AsyncGenerator<Uint8Array, void> {
	for (let at = 0; at < bytes.length; at += size) {
		yield bytes.subarray(at, at + size);
	}
}
