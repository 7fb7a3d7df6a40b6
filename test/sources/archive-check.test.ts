import assert from 'node:assert/strict';
import {test} from 'node:test';
import {LayerscopeError} from '../../source/errors.ts';
import {createArchiveCheck} from '../../source/sources/archive-check.ts';
import {tarOf} from '../helpers/image-builder-archives.ts';
import {shopArchive} from '../helpers/shop-image.ts';

const endBlocks = 1024;

/** What the check says of a whole archive that comes in pieces: the files that are missing, or the error. */
function check(bytes: Uint8Array, pieceSize: number): readonly string[] | string {
	const archive = createArchiveCheck('a.tar');
	try {
		for (let start = 0; start < bytes.length; start += pieceSize) {
			archive.take(bytes.subarray(start, start + pieceSize));
		}

		archive.end();
		return archive.missing();
	} catch (error) {
		assert.ok(error instanceof LayerscopeError, String(error));
		assert.equal(error.kind, 'unreadable');
		assert.ok(error.advice);
		return error.message;
	}
}

for (const pieceSize of [1, 700, 1_000_000]) {
	test(`a whole archive is whole, in pieces of ${pieceSize} bytes`, async () => {
		assert.deepEqual(check(await shopArchive(), pieceSize), []);
	});
}

test('an archive that ends anywhere before its end is not whole, also between two files', async () => {
	const whole = await shopArchive();
	const end = whole.findLastIndex(byte => byte !== 0) + 1;
	const lastBlock = Math.ceil(end / 512) * 512;
	for (let length = 0; length < lastBlock + endBlocks; length += 256) {
		const told = check(whole.subarray(0, length), 4096);
		assert.equal(typeof told, 'string', `cut to ${length} of ${whole.length} bytes`);
	}

	assert.match(String(check(whole.subarray(0, lastBlock), 4096)), /^a\.tar can't be read to its end: The blocks that end a tar are missing/);
	assert.match(String(check(whole.subarray(0, 3000), 4096)), /^a\.tar can't be read to its end/);
});

test('what is no archive of images is told by what it is', async () => {
	assert.equal(check(new Uint8Array(0), 1), 'a.tar is empty.');
	assert.match(String(check(new TextEncoder().encode('hello'.repeat(1000)), 4096)), /^a\.tar is no image archive/);
	assert.match(String(check(new Uint8Array(10_240), 4096)), /^a\.tar holds no image/);
	assert.match(String(check(await tarOf([{name: 'etc/passwd', content: new Uint8Array(3)}]), 4096)), /^a\.tar holds no image/);
});

test('files that the manifest names and the archive lacks are known', async () => {
	const manifest = new TextEncoder().encode(JSON.stringify([{Config: 'c.json', Layers: ['./here.tar', 'blobs/sha256/gone']}]));
	const archive = await tarOf([
		{name: 'here.tar', content: new Uint8Array(1)},
		{name: 'manifest.json', content: manifest},
		{name: 'c.json', content: new Uint8Array(2)},
	]);
	assert.deepEqual(check(archive, 100), ['blobs/sha256/gone']);
});
