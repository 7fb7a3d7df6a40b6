import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {after, test} from 'node:test';
import {gzipSync} from 'node:zlib';
import {UnpackingLimitError} from '../../source/errors.ts';
import {readingLimits, unpackingAll} from '../../source/image/reading-limits.ts';
import {createDecompressor} from '../../source/indexing/decompressor.ts';
import {createIndexer, type IndexedLayer} from '../../source/indexing/indexer.ts';
import {createWorkerPool} from '../../source/indexing/worker-pool.ts';
import {zstdFrame} from '../helpers/image-builder-zstd.ts';
import {sha256} from '../helpers/image-builder.ts';
import {layerFile} from '../helpers/layer-file.ts';
import {
	concat, file, header, tar,
} from '../helpers/tar-bytes.ts';
import {zerosFrame} from '../hostile/zstd-bytes.ts';

const pool = createWorkerPool(2);
after(async () => pool.close());
const never = new AbortController().signal;
const MiB = 1024 * 1024;
const limits = {...readingLimits, unpacked: {bytes: MiB, ratio: 100}};
const bounded = createIndexer(limits, pool);

const size = 8 * MiB;
const before = concat(file('a', 'a'), header({name: 'zeros', size}));
const plain = concat(before, new Uint8Array(size), tar(file('behind', 'x')));
const gzip = gzipSync(plain);
const zstd = concat(zstdFrame(before), zerosFrame(size / (128 * 1024)), zstdFrame(tar(file('behind', 'x'))));

async function * stream(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	yield Uint8Array.from(bytes);
}

async function * lengths(length: number): AsyncGenerator<number> {
	yield length;
}

function assertStopped({failure, index, diffId, digest}: IndexedLayer, blob: Uint8Array): void {
	assert.ok(failure instanceof UnpackingLimitError);
	const {stored, plain, most, ratio} = failure.unpacked;
	assert.ok(stored > 0 && stored <= blob.length && plain > MiB && plain < 2 * MiB, JSON.stringify(failure.unpacked));
	assert.deepEqual([most, ratio, index.count, diffId], [MiB, 100, 2, undefined]);
	assert.ok(failure.offset! <= MiB && failure.offset === index.length);
	assert.ok(digest === undefined || digest === sha256(blob));
}

test('a layer that unpacks to far more is stopped with what came before, whichever way it is read, and is hashed as it is stored', async context => {
	for (const blob of [gzip, zstd]) {
		const range = await layerFile(context, blob);
		const read = await Promise.all([
			bounded.indexFile(range, never),
			bounded.indexFile(range, never, undefined, true),
			bounded.indexStream(stream(blob), never),
			bounded.indexGrowing({path: range.path, lengths: lengths(blob.length)}, never),
		]);
		for (const layer of read) {
			assertStopped(layer, blob);
		}

		assert.equal(read[2].digest, sha256(blob));
	}
});

test('with all of it wanted it is read to its end', async () => {
	for (const blob of [gzip, zstd]) {
		const read = await createIndexer(unpackingAll, pool).indexStream(stream(blob), never);
		assert.deepEqual([read.failure, read.index.count, read.diffId], [undefined, 3, sha256(plain)]);
	}
});

test('a plain layer of zeros is as large as it is stored, and one that shrinks less is read to its end', async () => {
	const read = await bounded.indexStream(stream(plain), never);
	assert.deepEqual([read.failure, read.diffId], [undefined, sha256(plain)]);
	const noise = gzipSync(concat(file('noise', randomBytes(MiB).toString('latin1')), plain));
	const sound = await bounded.indexStream(stream(noise), never);
	assert.deepEqual([sound.failure, sound.index.count], [undefined, 4]);
});

test('where a stream unpacks gzip, what its bytes are used for can stop it', async () => {
	let given = 0;
	const decompressor = await createDecompressor('gzip', bytes => {
		given += bytes.length;
		throw new UnpackingLimitError('stop', {
			stored: 1, plain: 1, most: 1, ratio: 1,
		});
	});
	await assert.rejects(async () => {
		await decompressor.write(gzip);
		await decompressor.end();
	}, {name: 'UnpackingLimitError'});
	await decompressor.close();
	assert.ok(given < size);
});
