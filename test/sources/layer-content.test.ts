import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test} from 'node:test';
import {gzipSync} from 'node:zlib';
import {loadImage} from '../../source/sources/load-image.ts';
import {buildImage, buildLayer, type BuiltLayer} from '../helpers/image-builder.ts';
import {dockerArchive, ociLayout, tarOf} from '../helpers/image-builder-archives.ts';
import {contentOf, open, writeArchive} from '../helpers/open-image.ts';

const files = [{name: 'first', content: 'one\n'}, {name: 'empty'}, {name: 'large', content: Buffer.alloc(1_500_000, 'large')}, {name: 'last', content: 'end'}];

for (const compression of ['none', 'gzip', 'zstd'] as const satisfies ReadonlyArray<BuiltLayer['compression']>) {
	test(`every content of a layer is read back, stored with ${compression}, plain and in a compressed archive`, async context => {
		const image = buildImage([await buildLayer([{name: 'other', content: 'x'}], compression), await buildLayer(files, compression)]);
		const tar = await tarOf(ociLayout(image));
		for (const file of [await writeArchive(context, tar), await writeArchive(context, gzipSync(tar), 'image.tar.gz')]) {
			const source = await open(context, file);
			const {lifetimes} = await loadImage(source, {signal: new AbortController().signal});
			for (const [entry, {content = ''}] of files.entries()) {
				const read = await contentOf(source, 1, lifetimes.layers[1]!.offsets[entry]!);
				assert.equal(read, Buffer.from(content).toString());
			}
		}
	});
}

test('content of a layer that isn\'t there can\'t be read', async context => {
	const image = buildImage([await buildLayer(files)]);
	const archive = dockerArchive(image).filter(file => !file.name.endsWith('layer.tar'));
	const source = await open(context, await writeArchive(context, archive));
	await assert.rejects(async () => contentOf(source, 0, 0), {kind: 'unreadable'});
});

test('content of a layer that was cut off is an error and not a shorter file', async context => {
	const image = buildImage([await buildLayer(files, 'gzip')]);
	const cut = ociLayout(image).map(file => file.content === image.layers[0]!.blob ? {...file, content: file.content.subarray(0, 400)} : file);
	const source = await open(context, await writeArchive(context, cut));
	await assert.rejects(async () => contentOf(source, 0, 1024 + 512), {name: 'LayerscopeError'});
});

test('reading content stops when it is aborted', async context => {
	const image = buildImage([await buildLayer([{name: 'large', content: Buffer.alloc(20_000_000)}], 'gzip')]);
	const source = await open(context, await writeArchive(context, ociLayout(image)));
	const controller = new AbortController();
	await assert.rejects(async () => {
		for await (const _event of source.content({layer: 0, offset: 0}, controller.signal)) {
			controller.abort(new Error('enough'));
		}
	}, {message: 'enough'});
});
