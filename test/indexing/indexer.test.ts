import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {performance} from 'node:perf_hooks';
import {setTimeout} from 'node:timers/promises';
import {after, test, type TestContext} from 'node:test';
import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import {entryName} from '../../source/image/layer-index.ts';
import {createIndexer} from '../../source/indexing/indexer.ts';
import {createWorkerPool} from '../../source/indexing/worker-pool.ts';
import {buildLayer, sha256} from '../helpers/image-builder.ts';
import {temporaryDirectory} from '../helpers/open-image.ts';

const pool = createWorkerPool(2);
after(async () => pool.close());
const indexer = createIndexer(undefined, pool);
const never = new AbortController().signal;
const entries = [{name: 'first', content: 'x'.repeat(700_000)}, {name: 'second', content: 'y'.repeat(900_000)}, {name: 'third'}];

async function write(context: TestContext, bytes: Uint8Array) {
	const file = path.join(await temporaryDirectory(context), 'layer');
	await writeFile(file, bytes);
	return file;
}

async function * inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
	for (let start = 0; start < bytes.length; start += size) {
		yield bytes.subarray(start, start + size);
	}
}

for (const compression of ['none', 'gzip', 'zstd'] as const) {
	for (const size of [1009, 65_536, 3_000_000]) {
		test(`a stream of ${compression} in chunks of ${size} is hashed both ways and indexed`, async () => {
			const layer = await buildLayer(entries, compression);
			const read = await indexer.indexStream(inChunks(layer.blob, size), never);
			assert.deepEqual([read.diffId, read.digest, read.compression, read.storedSize], [layer.diffId, sha256(layer.blob), compression, layer.blob.length]);
			assert.deepEqual([read.index.count, read.index.length, read.failure], [3, layer.tar.length, undefined]);
		});
	}
}

test('a plain layer in the middle of a file is read by its headers, or whole where that is asked for', async context => {
	const {tar, diffId} = await buildLayer(entries);
	const before = Buffer.alloc(12_345, 'before');
	const range = {path: await write(context, Buffer.concat([before, tar, before])), start: before.length, length: tar.length};
	const hopped = await indexer.indexFile(range, never);
	assert.deepEqual([hopped.diffId, hopped.digest, hopped.failure], [undefined, undefined, undefined]);
	const whole = await indexer.indexFile(range, never, undefined, true);
	assert.deepEqual([whole.diffId, whole.failure], [diffId, undefined]);
	assert.deepEqual({...hopped.index, length: 0}, {...whole.index, length: 0});
	assert.equal(Buffer.from(entryName(whole.index, 1)).toString(), 'second');
	assert.equal(await indexer.hashFile(range, never), diffId);
});

test('an empty layer is an empty index', async () => {
	const read = await indexer.indexStream(inChunks(new Uint8Array(0), 1), never);
	assert.deepEqual([read.index.count, read.diffId, read.failure], [0, sha256(new Uint8Array(0)), undefined]);
});

test('several layers are read at once by few threads, and each gets its own answer', async () => {
	const layers = await Promise.all(Array.from({length: 12}, async (_, number) => buildLayer([{name: `file ${number}`}], number % 2 === 0 ? 'gzip' : 'none')));
	const read = await Promise.all(layers.map(async layer => indexer.indexStream(inChunks(layer.blob, 500), never)));
	assert.deepEqual(read.map(layer => Buffer.from(entryName(layer.index, 0)).toString()), layers.map((_, number) => `file ${number}`));
});

test('reading stops within 200 ms when it is aborted, even while nothing comes', async () => {
	const controller = new AbortController();
	let isClosed = false;
	async function * stuck(): AsyncGenerator<Uint8Array> {
		try {
			for (;;) {
				yield Buffer.alloc(100_000);
				await setTimeout(5);
			}
		} finally {
			isClosed = true;
		}
	}

	const reading = indexer.indexStream(stuck(), controller.signal);
	await setTimeout(100);
	const start = performance.now();
	controller.abort(new Error('enough'));
	await assert.rejects(reading, {message: 'enough'});
	assert.ok(performance.now() - start < 200);
	await setTimeout(50);
	assert.equal(isClosed, true);
	await assert.rejects(indexer.indexStream(stuck(), controller.signal), {message: 'enough'});
});

test('closing stops what is read', async context => {
	const {tar} = await buildLayer(entries);
	const file = await write(context, tar);
	const other = createIndexer(undefined, pool);
	const reading = other.indexFile({path: file, start: 0, length: tar.length}, never);
	await Promise.all([assert.rejects(reading, {message: 'The image was closed while it was read.'}), other.close()]);
});

test('a stream that breaks ends the reading with its error', async () => {
	async function * breaking(): AsyncGenerator<Uint8Array> {
		yield Buffer.alloc(10);
		throw new Error('the pipe broke');
	}

	await assert.rejects(indexer.indexStream(breaking(), never), {message: 'the pipe broke'});
});

test('a file that is gone is an error', async () => {
	await assert.rejects(indexer.indexFile({path: '/no/such/file', start: 0, length: 10}, never), {name: 'LayerscopeError', message: /The layer could not be read: ENOENT/});
});

test('a thread that dies is an error, and the next task gets another', async () => {
	const program = 'import {parentPort} from "node:worker_threads"; parentPort.once("message", () => process.exit(3));';
	const dying = createWorkerPool(1, new URL(`data:text/javascript,${encodeURIComponent(program)}`));
	const other = createIndexer(undefined, dying);
	for (let attempt = 0; attempt < 2; attempt++) {
		await assert.rejects(other.hashFile({path: '/dev/null', start: 0, length: 0}, never), {name: 'LayerscopeError', message: /ended without an answer/});
	}

	const broken = createWorkerPool(1, new URL('data:text/javascript,throw new Error("no memory")'));
	await assert.rejects(createIndexer(undefined, broken).hashFile({path: '/dev/null', start: 0, length: 0}, never), {name: 'LayerscopeError', message: /failed: no memory/});
	await Promise.all([dying.close(), broken.close()]);
});

test('progress tells of stored bytes, at most ten times a second', async context => {
	const {tar} = await buildLayer([{name: 'large', content: Buffer.alloc(60_000_000)}]);
	const file = await write(context, tar);
	const told: number[] = [];
	const start = performance.now();
	await indexer.hashFile({path: file, start: 0, length: tar.length}, never, bytes => {
		told.push(bytes);
	});
	assert.ok(told.length <= 1 + ((performance.now() - start) / 100), `${told.length} times`);
	assert.deepEqual(told, told.toSorted((a, b) => a - b));
});
