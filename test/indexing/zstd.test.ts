import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test} from 'node:test';
import {sniff} from '../../source/indexing/compression.ts';
import {createDecompressor} from '../../source/indexing/decompressor.ts';
import {largestWindow, zstdWindow} from '../../source/indexing/zstd-window.ts';
import {zstdFrame, zstdSkippableFrame} from '../helpers/image-builder-zstd.ts';

async function decompress(bytes: Uint8Array, size: number): Promise<string> {
	const pieces: Uint8Array[] = [];
	const decompressor = await createDecompressor('zstd', piece => {
		pieces.push(Uint8Array.from(piece));
	});
	for (let start = 0; start < bytes.length; start += size) {
		await decompressor.write(bytes.subarray(start, start + size));
	}

	await decompressor.end();
	return Buffer.concat(pieces).toString();
}

// What `zstd -19` makes of 'abc' 100 times, with a checksum.
const compressed = Buffer.from('KLUv/QRoVQAAGGFiYwEAJqpuCCusnY8=', 'base64');

const text = 'a layer '.repeat(40_000);
const several = Buffer.concat([
	zstdSkippableFrame(Buffer.from('a table of contents')),
	zstdFrame(Buffer.from('one ')),
	zstdSkippableFrame(Buffer.alloc(70_000)),
	zstdFrame(Buffer.from(text)),
	zstdFrame(new Uint8Array(0)),
	zstdSkippableFrame(new Uint8Array(0)),
]);

for (const size of [1, 13, 4096, 1_000_000]) {
	test(`several frames with skippable ones between are one stream, in chunks of ${size}`, async () => {
		assert.equal(await decompress(size === 1 ? several.subarray(0, 27 + 13) : several, size), size === 1 ? 'one ' : `one ${text}`);
	});
}

test('compressed blocks are decoded', async () => {
	assert.equal(await decompress(compressed, 7), 'abc'.repeat(100));
});

test('a stream that ends in the middle is an error', async () => {
	for (const length of [5, 30, 70_000, 200_000]) {
		await assert.rejects(async () => decompress(zstdFrame(Buffer.from(text)).subarray(0, length), 1000), {name: 'LayerscopeError', message: /ends in the middle/});
	}
});

test('damage is an error and no endless loop', async () => {
	const damaged = Uint8Array.from(compressed);
	damaged.fill(0xFF, 6);
	await assert.rejects(async () => decompress(damaged, 100), {name: 'LayerscopeError', message: /damaged/});
	await assert.rejects(async () => decompress(Buffer.concat([compressed, Buffer.from('no frame at all')]), 100), {name: 'LayerscopeError', message: /something that is no zstd behind a frame/});
	const wrongSum = Uint8Array.from(compressed);
	wrongSum.fill(0, wrongSum.length - 1);
	await assert.rejects(async () => decompress(wrongSum, 100), {name: 'LayerscopeError', message: /damaged: the checksum of a frame is wrong/});
});

test('the window is read from the header: as large as allowed passes, larger is refused', async () => {
	const header = (...bytes: number[]) => Uint8Array.from({length: 18}, (_, at) => [0x28, 0xB5, 0x2F, 0xFD, ...bytes][at] ?? 0);
	assert.equal(zstdWindow(header(0x00, 17 << 3)), largestWindow);
	assert.equal(zstdWindow(header(0x00, (17 << 3) + 1)), largestWindow * 1.125);
	assert.equal(zstdWindow(header(0x00, 0xFF)), (2 ** 41) * 1.875);
	assert.equal(zstdWindow(header(0x20, 200)), 200);
	assert.equal(zstdWindow(header(0x60, 0x10, 0x01)), 0x01_10 + 256);
	assert.equal(zstdWindow(header(0xA2, 9, 9, 0, 0, 0, 0x10)), 0x10_00_00_00);
	assert.equal(zstdWindow(header(0xE0, 0, 0, 0, 0, 1)), 2 ** 32);
	assert.equal(zstdWindow(zstdSkippableFrame(Buffer.alloc(20))), undefined);
	await assert.rejects(async () => decompress(zstdFrame(Buffer.from(text), 18 << 3), 100), {name: 'LayerscopeError', message: /a window of 256 MiB/});
	await assert.rejects(async () => decompress(Buffer.concat([compressed, zstdFrame(Buffer.from(text), 18 << 3)]), 10), {name: 'LayerscopeError', message: /wants a window over 128 MiB/});
	assert.equal(await decompress(zstdFrame(Buffer.from(text), 17 << 3), 100_000), text);
});

test('magic bytes tell how a blob is stored', () => {
	assert.equal(sniff(several), 'zstd');
	assert.equal(sniff(compressed), 'zstd');
	assert.equal(sniff(Uint8Array.of(0x1F, 0x8B, 8)), 'gzip');
	assert.equal(sniff(Buffer.from('BZh91AY')), 'bzip2');
	assert.equal(sniff(Buffer.from('BZhello')), 'none');
	assert.equal(sniff(Uint8Array.of(0xFD, 0x37, 0x7A, 0x58, 0x5A, 0)), 'xz');
	assert.equal(sniff(new Uint8Array(0)), 'none');
});
