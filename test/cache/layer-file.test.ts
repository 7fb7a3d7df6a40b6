import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test} from 'node:test';
import {crc32} from 'node:zlib';
import {checkIndex} from '../../source/cache/check-index.ts';
import {decodeLayer, encodeLayer} from '../../source/cache/layer-file.ts';
import {
	decodeHeader, encodeHeader, hashed, headerLength, schemaVersion,
} from '../../source/cache/layer-header.ts';
import {addLayerNow, createLifetimes} from '../../source/image/add-layer.ts';
import {createLayerIndexBuilder, emptyLayerIndex} from '../../source/image/layer-index-builder.ts';
import type {LayerIndex} from '../../source/image/layer-index.ts';
import {directory, file, layerOf} from '../helpers/layer-of.ts';
import {createRandom, randomLayers} from '../helpers/random-image.ts';

const identity = {diffId: 'ab'.repeat(32), voucher: hashed};

/** As a file is read: into a buffer of its own. */
function fileOf(index: LayerIndex, of = identity): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(Buffer.concat(encodeLayer(index, of)));
}

const shop = layerOf(directory('shop/'), file('shop/caf\u{E9}', 'hello', {xattrs: 'user.a=1', uid: 4_000_000_000, mtime: 0.25}), file('shop/b', '', {xattrs: 'user.a=1'}));

test('what is decoded is what was encoded, column for column', () => {
	for (let seed = 1; seed <= 200; seed++) {
		for (const entries of randomLayers(createRandom(seed))) {
			const index = layerOf(...entries);
			assert.deepEqual(decodeLayer(fileOf(index), identity), index);
		}
	}

	for (const index of [shop, emptyLayerIndex()]) {
		assert.deepEqual(decodeLayer(fileOf(index), identity), index);
	}
});

test('an index that was built entry by entry, or handed over by a thread, is kept as it is', () => {
	const builder = createLayerIndexBuilder();
	builder.add({
		name: Buffer.from('a\u{FF}'), target: new Uint8Array(0), typeflag: 0x30, type: 'file', size: 5,
		mode: 0o4755, uid: 1, gid: 2, mtime: -1.5, major: 0, minor: 0, xattrs: new Uint8Array(0), offset: 512,
	});
	const index = builder.finish(2048);
	assert.deepEqual(decodeLayer(fileOf(index), identity), index);
	// A thread hands over its buffers, and empty ones lose their place in memory.
	const buffers = Object.values(index).filter(column => ArrayBuffer.isView(column)).map(column => column.buffer);
	const handed = structuredClone(index, {transfer: buffers as ArrayBuffer[]});
	assert.deepEqual(decodeLayer(fileOf(handed), identity), handed);
});

test('a file that was cut off anywhere is a miss, and so is one that is longer', () => {
	const bytes = fileOf(shop);
	for (let length = 0; length < bytes.length; length++) {
		assert.equal(decodeLayer(bytes.slice(0, length), identity), undefined, `${length} bytes`);
	}

	assert.equal(decodeLayer(Uint8Array.from([...bytes, 0]), identity), undefined);
});

test('a file with any bit changed is a miss', () => {
	const bytes = fileOf(shop);
	for (let at = 0; at < bytes.length; at++) {
		const damaged = Uint8Array.from(bytes);
		damaged[at]! ^= 1 << (at % 8);
		assert.equal(decodeLayer(damaged, identity), undefined, `byte ${at}`);
	}

	assert.equal(decodeLayer(new Uint8Array(bytes.length), identity), undefined);
});

test('another layer\'s file is a miss under this one\'s name, and so is what somebody else vouches for', () => {
	const bytes = fileOf(shop);
	assert.equal(decodeLayer(bytes, {...identity, diffId: 'cd'.repeat(32)}), undefined);
	assert.equal(decodeLayer(bytes, {...identity, voucher: 'ef'.repeat(32)}), undefined);
});

test('a file of an older or newer version, or of another byte order, is a miss', () => {
	for (const [place, value] of [[12, schemaVersion + 1], [12, schemaVersion - 1], [8, 0x04_03_02_01]] as const) {
		const bytes = fileOf(shop);
		new Uint32Array(bytes.buffer, place, 1)[0] = value;
		assert.equal(decodeHeader(bytes), undefined);
		assert.equal(decodeLayer(withChecksum(bytes), identity), undefined);
	}
});

test('a header whose sizes make no sense is none', () => {
	for (const count of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 40]) {
		assert.equal(decodeHeader(encodeHeader({
			...identity, count, length: 0, columnBytes: Array.from({length: 15}, () => 0),
		})), undefined);
	}
});

const unsound: Readonly<Record<string, Partial<LayerIndex>>> = {
	'a name that ends before it starts': {nameStarts: Uint32Array.of(0, 20, 11, 17), linkStarts: Uint32Array.of(5, 11, 17)},
	'a name that ends behind all names': {nameStarts: Uint32Array.of(0, 5, 11, 4_000_000_000)},
	'names that begin with nothing\'s': {nameStarts: Uint32Array.of(0, 5, 11, 12)},
	'a set of attributes that there isn\'t': {xattrs: Uint32Array.of(0, 2, 0)},
	'a set of attributes behind all of them': {xattrStarts: Uint32Array.of(0, 0, 4_000_000_000)},
	'no sets of attributes': {xattrStarts: new Uint32Array(0)},
	'a type that there isn\'t': {types: Uint8Array.of(1, 200, 0)},
	'a mode that isn\'t known': {modes: Uint16Array.of(0, 0xFF_FF, 0)},
	'a size that isn\'t known': {sizes: Float64Array.of(0, Number.NaN, 0)},
	'a size without end': {sizes: Float64Array.of(0, Number.POSITIVE_INFINITY, 0)},
	'a negative offset': {offsets: Float64Array.of(0, -1, 0)},
	'an offset behind the end': {offsets: Float64Array.of(0, 1e9, 0)},
	'an offset that is no number': {offsets: Float64Array.of(0, Number.NaN, 0)},
	'a negative length': {length: -1},
};

for (const [what, change] of Object.entries(unsound)) {
	test(`${what} is a miss, though the checksum is right`, () => {
		const index = {...shop, ...change};
		assert.equal(checkIndex(index), false);
		assert.equal(decodeLayer(fileOf(index), identity), undefined);
	});
}

test('whatever passes the check can be merged: columns of random numbers never crash it', () => {
	const random = createRandom(7);
	let passed = 0;
	for (let round = 0; round < 3000; round++) {
		const bytes = fileOf(shop);
		for (let change = 0; change < 3; change++) {
			bytes[headerLength + Math.floor(random() * (bytes.length - headerLength))] = Math.floor(random() * 256);
		}

		const index = decodeLayer(withChecksum(bytes), identity);
		if (index !== undefined) {
			passed++;
			addLayerNow(createLifetimes(), index);
		}
	}

	assert.ok(passed > 100, `only ${passed} passed`);
});

function withChecksum(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
	new Uint32Array(bytes.buffer, 16, 1)[0] = crc32(bytes.subarray(20), crc32(bytes.subarray(0, 16)));
	return bytes;
}
