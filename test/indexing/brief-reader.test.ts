import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test} from 'node:test';
import {createBriefReader} from '../../source/indexing/brief-reader.ts';
import {indexFileBriefly} from '../../source/indexing/index-file.ts';
import {createIndexer} from '../../source/indexing/indexer.ts';
import type {WorkerPool} from '../../source/indexing/worker-pool.ts';
import {buildLayer} from '../helpers/image-builder.ts';
import {layerFile} from '../helpers/layer-file.ts';

const never = new AbortController().signal;
const always = async () => true;

/** A pool that has no worker for anybody. */
const noPool: WorkerPool = {
	warm: () => undefined,
	async lend() {
		throw new Error('a worker was wanted');
	},
	close: async () => undefined,
};

for (const compression of ['none', 'gzip'] as const) {
	test(`a small layer of ${compression} is read and hashed without a worker`, async context => {
		const {blob, diffId} = await buildLayer([{name: 'first', content: 'x'.repeat(3000)}, {name: 'second'}], compression);
		const read = await createIndexer(undefined, noPool).indexFile(await layerFile(context, blob), never);
		assert.deepEqual([read.index.count, read.diffId, read.compression, read.failure], [2, diffId, compression, undefined]);
	});
}

test('a large plain layer is read by its headers without a worker', async context => {
	const {blob} = await buildLayer([{name: 'first', content: 'x'.repeat(2_000_000)}, {name: 'second'}]);
	const read = await createIndexer(undefined, noPool).indexFile(await layerFile(context, blob), never);
	assert.deepEqual([read.index.count, read.diffId], [2, undefined]);
});

test('zstd, what is large and compressed, and what is to be hashed are a worker\'s', async context => {
	const zstd = await buildLayer([{name: 'first', content: 'x'}], 'zstd');
	assert.equal(await indexFileBriefly(await layerFile(context, zstd.blob), always), undefined);
	const gzip = Buffer.concat([Buffer.from([0x1F, 0x8B]), Buffer.alloc(2_000_000)]);
	assert.equal(await indexFileBriefly(await layerFile(context, gzip), always), undefined);
	const plain = await buildLayer([{name: 'first'}]);
	await assert.rejects(createIndexer(undefined, noPool).indexFile(await layerFile(context, plain.blob), never, undefined, true), /a worker was wanted/);
});

test('what takes too long, or can\'t be read, is a worker\'s', async context => {
	const {blob} = await buildLayer(Array.from({length: 2000}, (_, number) => ({name: `file ${number}`, content: 'x'.repeat(700)})));
	const range = await layerFile(context, blob);
	let pieces = 0;
	assert.equal(await indexFileBriefly(range, async () => ++pieces < 3), undefined);
	assert.equal(pieces, 3);
	assert.equal(await createBriefReader(() => undefined).read({...range, path: `${range.path}.gone`}, never), undefined);
});

test('reading stops when it is aborted', async context => {
	const {blob} = await buildLayer([{name: 'first'}]);
	const signal = AbortSignal.abort(new Error('enough'));
	await assert.rejects(createBriefReader(() => undefined).read(await layerFile(context, blob), signal), /enough/);
});
