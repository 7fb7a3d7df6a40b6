import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {after, test} from 'node:test';
import {gzipSync} from 'node:zlib';
import {entryName, type LayerIndex} from '../../source/image/layer-index.ts';
import {readingLimits, type ReadingLimits} from '../../source/image/reading-limits.ts';
import {checkHeap} from '../../source/indexing/heap-guard.ts';
import {createIndexer} from '../../source/indexing/indexer.ts';
import {createWorkerPool} from '../../source/indexing/worker-pool.ts';
import {judgeLayer} from '../../source/sources/judge-layer.ts';
import {greedyWorkerUrl} from '../helpers/greedy-worker.ts';
import {buildLayer} from '../helpers/image-builder.ts';
import {layerFile} from '../helpers/layer-file.ts';

const pool = createWorkerPool(2);
after(async () => pool.close());
const never = new AbortController().signal;

const within = (limits: Partial<ReadingLimits>) => createIndexer({...readingLimits, ...limits}, pool);
const namesOf = (index: LayerIndex) => Array.from({length: index.count}, (_, entry) => Buffer.from(entryName(index, entry)).toString());

async function * stream(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	yield bytes;
}

const layerOf = async (names: readonly string[], size = 0) => buildLayer(names.map(name => ({name, content: Buffer.alloc(size)})));

test('entries past the limit are left out and counted, whichever way a layer is read, and its digest is that of all', async context => {
	const small = await layerOf(['a', 'b', 'c', 'd', 'e']);
	const large = await layerOf(['a', 'b', 'c', 'd', 'e'], 300_000);
	for (const {blob} of [small, large]) {
		const read = await within({entries: 3}).indexFile(await layerFile(context, blob), never);
		assert.deepEqual([namesOf(read.index), read.leftOut, read.failure], [['a', 'b', 'c'], 2, undefined]);
	}

	const read = await within({entries: 3}).indexStream(stream(gzipSync(small.tar)), never);
	assert.deepEqual([namesOf(read.index), read.leftOut, read.diffId], [['a', 'b', 'c'], 2, small.diffId]);
	const split = gzipSync(JSON.stringify({type: 2, payload: Buffer.from(small.tar).toString('base64'), position: 0}) + '\n');
	const listed = await within({entries: 3}).indexSplit(split, never);
	assert.deepEqual([namesOf(listed.index), listed.leftOut], [['a', 'b', 'c'], 2]);
});

test('what names take is an account of its own', async () => {
	const {tar} = await layerOf(['a'.repeat(90), 'b'.repeat(90), 'c'.repeat(90)]);
	const read = await within({bytes: 320}).indexStream(stream(tar), never);
	assert.deepEqual([read.index.count, read.leftOut], [2, 1]);
});

test('the limits are those of an image: its layers share them, even those that are read at the same time', async () => {
	const indexer = within({entries: 7});
	const {tar} = await layerOf(['a', 'b', 'c']);
	const read = await Promise.all([1, 2, 3, 4].map(async () => indexer.indexStream(stream(tar), never)));
	assert.equal(read.reduce((total, {index}) => total + index.count, 0), 7);
	assert.equal(read.reduce((total, {leftOut}) => total + leftOut, 0), 5);
	for (const {index} of read) {
		assert.deepEqual(namesOf(index), ['a', 'b', 'c'].slice(0, index.count));
	}
});

test('a layer whose entries were left out says so in a warning', async () => {
	const {tar, diffId} = await layerOf(['a', 'b', 'c']);
	const read = await within({entries: 1}).indexStream(stream(tar), never);
	const facts = {
		diffId, digest: undefined, mediaType: 'application/vnd.oci.image.layer.v1.tar', compressedSize: undefined, instruction: undefined, created: undefined,
	};
	const {warnings, verification, failure} = judgeLayer(4, facts, {name: 'layer', descriptor: undefined, storedDigest: undefined}, read);
	assert.deepEqual([verification, failure], ['verified', undefined]);
	assert.deepEqual(warnings.map(({code, layer}) => [code, layer]), [['entries-left-out', 4]]);
	assert.match(warnings[0]!.message, /^The last 2 entries of layer 4 are left out: of an image 50{6} are listed at most/);
});

test('a thread whose memory is used up says so of that layer, with what came before, and the next layer gets a new thread', async context => {
	const greedy = createWorkerPool(1, greedyWorkerUrl);
	const indexer = createIndexer(undefined, greedy);
	const {tar} = await layerOf(['a'], 2_000_000);
	for (let attempt = 0; attempt < 2; attempt++) {
		const read = await indexer.indexStream(stream(tar), never);
		assert.equal(read.failure?.name, 'LayerscopeError');
		assert.match(read.failure.message, /more memory than the 256 MiB that a thread may take/);
		assert.equal(read.index.count, 0);
	}

	await greedy.close();
	const program = 'throw Object.assign(new Error("heap"), {code: "ERR_WORKER_OUT_OF_MEMORY"})';
	const dying = createWorkerPool(1, new URL(`data:text/javascript,${program}`));
	const range = await layerFile(context, gzipSync(tar, {level: 0}));
	const read = await createIndexer(undefined, dying).indexFile(range, never);
	assert.deepEqual([read.failure?.name, read.index.count, read.storedSize], ['OutOfMemoryError', 0, range.length]);
	await dying.close();
});

test('memory is judged by what objects take of the limit', () => {
	checkHeap(undefined);
	checkHeap(1_000_000);
	assert.throws(() => {
		checkHeap(1);
	}, {name: 'LayerscopeError', kind: 'unreadable'});
});
