import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test} from 'node:test';
import {gzipSync} from 'node:zlib';
import {buildTar, sha256} from '../helpers/image-builder.ts';
import {zstdFrame} from '../helpers/image-builder-zstd.ts';
import {
	contentOf, load, open, writeArchive,
} from '../helpers/open-image.ts';

const tar = await buildTar([{name: 'etc/'}, {name: 'etc/hostname', content: 'here'}]);

for (const [form, bytes] of [['plain', tar], ['gzip', gzipSync(tar)], ['zstd', zstdFrame(tar)]] as const) {
	test(`a ${form} tar opens as an image of one layer, and its contents can be read`, async context => {
		const file = await writeArchive(context, bytes);
		const loaded = await load(context, `rootfs:${file}`);
		assert.deepEqual(loaded.image.layers.map(layer => [layer.diffId, layer.digest]), [[sha256(tar), undefined]]);
		assert.deepEqual(loaded.layers, [{verification: 'verified', failure: undefined}]);
		assert.equal(loaded.image.id, undefined);
		assert.deepEqual(loaded.warnings, []);
		const index = loaded.lifetimes.layers[0]!;
		assert.equal(index.count, 2);
		assert.equal(await contentOf(await open(context, `rootfs:${file}`), 0, index.offsets[1]!), 'here');
	});
}

test('a file that is no tar is none', async context => {
	const file = await writeArchive(context, Buffer.from('Hello world\n'.repeat(100)));
	await assert.rejects(async () => load(context, `rootfs:${file}`), {kind: 'unreadable', message: new RegExp(`^${file} is no tar: `)});
});

test('a tar that was cut off shows what came before', async context => {
	const file = await writeArchive(context, tar.subarray(0, 1026));
	const loaded = await load(context, `rootfs:${file}`);
	assert.equal(loaded.lifetimes.layers[0]!.count, 2);
	assert.equal(loaded.layers[0]!.failure?.layer, 0);
	assert.deepEqual(loaded.warnings.map(warning => warning.code), ['layer-unreadable']);
});
