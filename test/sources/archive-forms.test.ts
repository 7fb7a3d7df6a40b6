import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test, type TestContext} from 'node:test';
import {gzipSync} from 'node:zlib';
import type {LoadedImage} from '../../source/image/loaded-image.ts';
import {childNodes, nodeName} from '../../source/image/nodes.ts';
import {rootNode} from '../../source/image/lifetimes.ts';
import {
	buildImage, buildLayer, sha256, type BuiltImage, type BuiltLayer,
} from '../helpers/image-builder.ts';
import {
	containerdArchive, dockerArchive, kanikoArchive, manifestOf, modernDockerArchive, ociLayout, podmanArchive, tarOf, writeFiles, type ArchiveFile,
} from '../helpers/image-builder-archives.ts';
import {zstdFrame} from '../helpers/image-builder-zstd.ts';
import {load, temporaryDirectory, writeArchive} from '../helpers/open-image.ts';

const base = [{name: 'etc/'}, {name: 'etc/passwd', content: 'root'}, {name: 'usr/bin/tool', content: 'tool', mode: 0o4755}];
const change = [{name: 'etc/.wh.passwd'}, {name: 'srv/'}, {name: 'srv/page', content: 'hello'}];

async function example(compression: BuiltLayer['compression']): Promise<BuiltImage> {
	const layers = [await buildLayer(base, compression), await buildLayer(change, compression), await buildLayer(base, compression)];
	return buildImage(layers, {references: ['example:1']});
}

function namesIn({lifetimes}: LoadedImage): string[] {
	return [...childNodes(lifetimes, rootNode)].map(node => Buffer.from(nodeName(lifetimes, node)).toString()).toSorted();
}

type Form = {
	readonly name: string;
	readonly files: (image: BuiltImage) => readonly ArchiveFile[];
	readonly compression: BuiltLayer['compression'];
	/** Whether its manifest tells the digests of layers and manifest. */
	readonly tellsDigests: boolean;
	/** Whether kaniko's file names tell the digests of layers. */
	readonly namesDigests?: boolean;
};

const forms: readonly Form[] = [
	{
		name: 'docker save up to 24', files: dockerArchive, compression: 'none', tellsDigests: false,
	},
	{
		name: 'docker save from 25 on', files: modernDockerArchive, compression: 'none', tellsDigests: true,
	},
	{
		name: 'docker save with the containerd store', files: containerdArchive, compression: 'gzip', tellsDigests: true,
	},
	{
		name: 'podman save', files: podmanArchive, compression: 'none', tellsDigests: false,
	},
	{
		name: 'kaniko', files: kanikoArchive, compression: 'gzip', tellsDigests: false, namesDigests: true,
	},
	{
		name: 'an OCI layout in a tar', files: ociLayout, compression: 'gzip', tellsDigests: true,
	},
	{
		name: 'an OCI layout with zstd', files: ociLayout, compression: 'zstd', tellsDigests: true,
	},
	{
		name: 'an OCI layout of plain layers', files: ociLayout, compression: 'none', tellsDigests: true,
	},
];

function checkExample(loaded: LoadedImage, image: BuiltImage, {tellsDigests, namesDigests}: Form): void {
	assert.equal(loaded.image.reference, 'example:1');
	assert.equal(loaded.image.id, sha256(image.config));
	assert.equal(loaded.image.manifestDigest, tellsDigests ? sha256(manifestOf(image)) : undefined);
	assert.deepEqual(loaded.image.layers.map(layer => layer.diffId), image.layers.map(layer => layer.diffId));
	assert.deepEqual(loaded.image.layers.map(layer => layer.digest), image.layers.map(layer => tellsDigests || namesDigests ? sha256(layer.blob) : undefined));
	assert.deepEqual(loaded.image.layers.map(layer => layer.compressedSize), image.layers.map(layer => layer.compression === 'none' ? undefined : layer.blob.length));
	assert.deepEqual(loaded.image.layers.map(layer => layer.instruction), ['RUN make layer-0', 'RUN make layer-1', 'RUN make layer-2']);
	assert.deepEqual(loaded.layers.map(layer => layer.verification), ['verified', 'verified', 'verified']);
	assert.deepEqual(loaded.lifetimes.layers.map(layer => layer.count), [3, 3, 3]);
	assert.deepEqual(namesIn(loaded), ['etc', 'srv', 'usr']);
	assert.deepEqual(loaded.warnings.filter(warning => warning.path === undefined), []);
}

for (const form of forms) {
	const write = async (context: TestContext, wrap: (tar: Uint8Array) => Uint8Array, name: string) => {
		const image = await example(form.compression);
		return {image, file: await writeArchive(context, wrap(await tarOf(form.files(image))), name)};
	};

	test(`${form.name} opens from a file`, async context => {
		const {image, file} = await write(context, tar => tar, 'image.tar');
		checkExample(await load(context, file), image, form);
	});

	test(`${form.name} opens from a compressed file`, async context => {
		const gzipped = await write(context, tar => gzipSync(tar), 'image.tar.gz');
		checkExample(await load(context, gzipped.file), gzipped.image, form);
		const zstandard = await write(context, tar => zstdFrame(tar), 'image.tar.zst');
		checkExample(await load(context, zstandard.file), zstandard.image, form);
	});

	test(`${form.name} opens from a directory that it was unpacked to`, async context => {
		const directory = await temporaryDirectory(context);
		const image = await example(form.compression);
		await writeFiles(directory, form.files(image));
		checkExample(await load(context, `oci:${directory}`), image, form);
		checkExample(await load(context, directory), image, form);
	});
}

test('skopeo\'s dir: format opens', async context => {
	const image = await example('gzip');
	const directory = await temporaryDirectory(context);
	const bare = ociLayout(image).filter(file => file.name.startsWith('blobs/')).map(file => ({...file, name: file.name.slice('blobs/sha256/'.length)}));
	await writeFiles(directory, [...bare, {name: 'manifest.json', content: manifestOf(image)}, {name: 'version', content: Buffer.from('Directory Transport Version: 1.1\n')}]);
	const loaded = await load(context, directory);
	assert.equal(loaded.image.manifestDigest, sha256(manifestOf(image)));
	assert.deepEqual(loaded.layers.map(layer => layer.verification), ['verified', 'verified', 'verified']);
});

test('names are cleaned, and links lead nowhere outside of the archive', async context => {
	const image = await example('none');
	const dotted = podmanArchive(image).map(file => ({...file, name: `./${file.name}`}));
	const loaded = await load(context, await writeArchive(context, dotted));
	assert.deepEqual(loaded.layers.map(layer => layer.failure), [undefined, undefined, undefined]);

	const outside = dockerArchive(image).map(file => file.target === undefined ? file : {...file, target: '../../../../../etc/passwd'});
	const other = await load(context, await writeArchive(context, outside));
	assert.deepEqual(other.warnings.filter(warning => warning.path === undefined).map(warning => [warning.code, warning.layer]), [['layer-missing', 0]]);
});

test('links that go round in circles are missing layers', async context => {
	const files = dockerArchive(await example('none')).map(file => file.target === undefined ? file : {...file, target: `../${file.name}`});
	const loaded = await load(context, await writeArchive(context, files));
	assert.match(loaded.layers[0]!.failure!.message, /^Layer 0 \(sha256:[\da-f]+\) is missing in/);
});

test('a link in a directory that leads outside is a missing layer', async context => {
	const image = await example('none');
	const files = dockerArchive(image);
	const outside = await writeArchive(context, files);
	const directory = await temporaryDirectory(context);
	await writeFiles(directory, files.map(file => file.target === undefined ? file : {...file, target: outside}));
	const loaded = await load(context, directory);
	assert.deepEqual(loaded.layers.map(layer => layer.failure === undefined), [false, true, true]);
});
