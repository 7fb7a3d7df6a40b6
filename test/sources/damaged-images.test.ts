import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test, type TestContext} from 'node:test';
import {WrongBytesError} from '../../source/errors.ts';
import type {LoadedImage} from '../../source/image/loaded-image.ts';
import {
	buildImage, buildLayer, bytesOf, layerOfTar, sha256, type BuiltImage,
} from '../helpers/image-builder.ts';
import {
	blobsOf, dockerArchive, imageDescriptor, indexOf, kanikoArchive, layerType, manifestOf, ociLayout, type ArchiveFile,
} from '../helpers/image-builder-archives.ts';
import {zstdFrame} from '../helpers/image-builder-zstd.ts';
import {
	eventsOf, load, open, writeArchive,
} from '../helpers/open-image.ts';

const sound = async (compression: 'none' | 'gzip' = 'gzip'): Promise<BuiltImage> => buildImage([
	await buildLayer([{name: 'a', content: 'a'.repeat(5000)}, {name: 'b', content: 'b'.repeat(5000)}], compression),
	await buildLayer([{name: 'c', content: 'c'}], compression),
]);

const warningsOf = ({warnings}: LoadedImage) => warnings.filter(warning => warning.path === undefined).map(({code, layer}) => [code, layer]);
const opening = async (context: TestContext, files: readonly ArchiveFile[]) => load(context, await writeArchive(context, files));
const layoutWith = (image: BuiltImage, manifest: Uint8Array): ArchiveFile[] => [
	...blobsOf(image, manifest), {name: 'index.json', content: indexOf([imageDescriptor(image, {}, manifest)])}, {name: 'oci-layout', content: bytesOf({imageLayoutVersion: '1.0.0'})},
];
const manifestWith = (image: BuiltImage, change: (layers: Array<Record<string, unknown>>) => void): Uint8Array => {
	const manifest = JSON.parse(Buffer.from(manifestOf(image)).toString()) as {layers: Array<Record<string, unknown>>};
	change(manifest.layers);
	return bytesOf(manifest);
};

test('a missing layer leaves the others browsable', async context => {
	const image = await sound();
	const loaded = await opening(context, ociLayout(image).filter(file => !file.name.endsWith(sha256(image.layers[0]!.blob).slice(7))));
	assert.deepEqual(warningsOf(loaded), [['layer-missing', 0]]);
	assert.equal(loaded.layers[0]!.failure?.kind, 'unreadable');
	assert.equal(loaded.layers[0]!.failure?.layer, 0);
	assert.equal(loaded.layers[1]!.verification, 'verified');
	assert.deepEqual(loaded.lifetimes.layers.map(layer => layer.count), [0, 1]);
});

test('a compressed layer that was cut off shows what came before, with the layer and the offset', async context => {
	const image = await sound();
	const cut = ociLayout(image).map(file => file.name.endsWith(sha256(image.layers[0]!.blob).slice(7)) ? {...file, content: file.content!.subarray(0, 60)} : file);
	const loaded = await opening(context, cut);
	const {failure, verification} = loaded.layers[0]!;
	assert.equal(failure?.layer, 0);
	assert.ok(failure?.offset !== undefined);
	assert.match(failure.message, /^Layer 0 can't be read to its end: .*gzip.*byte \d+ of the tar/);
	assert.equal(verification, 'mismatch');
	assert.deepEqual(warningsOf(loaded), [['size-mismatch', 0], ['layer-unreadable', 0], ['digest-mismatch', 0]]);
});

test('a plain layer that turns to garbage shows what came before', async context => {
	const {tar} = await buildLayer([{name: 'a', content: 'a'.repeat(5000)}, {name: 'b'}]);
	const garbled = Uint8Array.from(tar);
	garbled.fill(0x41, 5632 + 100);
	const image = buildImage([layerOfTar(garbled)]);
	const loaded = await opening(context, dockerArchive(image));
	assert.equal(loaded.lifetimes.layers[0]!.count, 1);
	assert.equal(loaded.layers[0]!.failure?.offset, 5632);
	assert.equal(loaded.layers[0]!.verification, 'verified');
	assert.deepEqual(warningsOf(loaded), [['layer-unreadable', 0]]);
});

test('a layer that doesn\'t hash to its diffID or its name is a mismatch', async context => {
	const image = await sound();
	const other = await buildLayer([{name: 'x', content: 'y'}], 'gzip');
	const files = kanikoArchive(image).map(file => file.name.startsWith(sha256(image.layers[0]!.blob).slice(7)) ? {...file, content: other.blob} : file);
	const loaded = await opening(context, files);
	assert.equal(loaded.layers[0]!.verification, 'mismatch');
	assert.ok(loaded.layers[0]!.failure instanceof WrongBytesError);
	assert.equal(loaded.layers[0]!.failure.layer, 0);
	assert.deepEqual(loaded.lifetimes.layers.map(layer => layer.count), [1, 1]);
	assert.deepEqual(warningsOf(loaded), [['digest-mismatch', 0], ['digest-mismatch', 0]]);
	assert.match(loaded.warnings[0]!.message, /^The tar of layer 0 has the digest sha256:[\da-f]{64}, not sha256:[\da-f]{64} as named/);
	assert.match(loaded.warnings[1]!.message, /^The blob of layer 0 /);
});

test('a config that was changed is an error where a descriptor names it, and a warning with its true digest where only its name does', async context => {
	const image = await sound();
	const changed = bytesOf({...JSON.parse(Buffer.from(image.config).toString()) as Record<string, unknown>, author: 'somebody'});
	const files = ociLayout(image).map(file => file.content === image.config ? {...file, content: changed} : file);
	await assert.rejects(opening(context, files), {kind: 'unreadable', message: /has 480 bytes, not 460 as its descriptor says/});
	const sameSize = Uint8Array.from(image.config);
	sameSize[image.config.indexOf(Buffer.from('2024')[0]!)] = 0x33;
	const sized = ociLayout(image).map(file => file.content === image.config ? {...file, content: sameSize} : file);
	await assert.rejects(opening(context, sized), {kind: 'unreadable', message: /has the digest .* as named: it was changed/});
	const loaded = await opening(context, dockerArchive(image).map(file => file.content === image.config ? {...file, content: changed} : file));
	assert.deepEqual(warningsOf(loaded), [['digest-mismatch', undefined]]);
	assert.equal(loaded.image.id, sha256(changed));
});

test('a wrong media type is a warning: the bytes decide', async context => {
	const image = await sound();
	const manifest = manifestWith(image, layers => {
		layers[0]!.mediaType = 'application/vnd.oci.image.layer.v1.tar';
	});
	const loaded = await opening(context, layoutWith(image, manifest));
	assert.deepEqual(warningsOf(loaded), [['media-type-mismatch', 0]]);
	assert.deepEqual(loaded.layers.map(layer => layer.verification), ['verified', 'verified']);
});

test('an encrypted layer is named and left out', async context => {
	const image = await sound();
	const manifest = manifestWith(image, layers => {
		layers[0]!.mediaType = `${layerType(image.layers[0]!)}+encrypted`;
	});
	const loaded = await opening(context, layoutWith(image, manifest));
	assert.deepEqual(warningsOf(loaded), [['layer-encrypted', 0]]);
	assert.match(loaded.layers[0]!.failure!.message, /is encrypted/);
	assert.equal(loaded.lifetimes.layers[1]!.count, 1);
});

test('a foreign layer is missing by right', async context => {
	const image = await sound();
	const manifest = manifestWith(image, layers => {
		layers[0]!.mediaType = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
	});
	const loaded = await opening(context, layoutWith(image, manifest).filter(file => !file.name.endsWith(sha256(image.layers[0]!.blob).slice(7))));
	assert.match(loaded.layers[0]!.failure!.message, /is a foreign layer/);
});

test('a zstd window over 128 MiB is refused before it is allocated', async context => {
	const {tar, ...layer} = await buildLayer([{name: 'a'}]);
	// Exponent 18 is 2^28 bytes.
	const image = buildImage([{
		...layer, tar, blob: zstdFrame(tar, 18 << 3), compression: 'zstd',
	}]);
	const loaded = await opening(context, ociLayout(image));
	assert.match(loaded.layers[0]!.failure!.message, /a window of 256 MiB, and more than 128 MiB are refused/);
});

test('a layer that is compressed with xz is named', async context => {
	const image = buildImage([layerOfTar(Buffer.concat([Uint8Array.of(0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00), new Uint8Array(100)]))]);
	const loaded = await opening(context, dockerArchive(image));
	assert.match(loaded.layers[0]!.failure!.message, /compressed with xz/);
});

test('bytes behind the end of a tar are a warning', async context => {
	const {tar} = await buildLayer([{name: 'a'}]);
	const loaded = await opening(context, dockerArchive(buildImage([layerOfTar(Buffer.concat([tar, Buffer.from('garbage')]))])));
	assert.deepEqual(warningsOf(loaded), [['trailing-garbage', 0]]);
	assert.equal(loaded.layers[0]!.verification, 'verified');
});

test('a config without history is a warning', async context => {
	const {layers} = await sound('none');
	const loaded = await opening(context, dockerArchive(buildImage(layers, {document: {history: undefined}})));
	assert.deepEqual(warningsOf(loaded), [['history-missing', undefined]]);
	assert.deepEqual(loaded.image.layers.map(layer => layer.instruction), [undefined, undefined]);
});

test('an image without layers opens', async context => {
	const loaded = await opening(context, dockerArchive(buildImage([])));
	assert.deepEqual(loaded.image.layers, []);
	assert.deepEqual(loaded.warnings, []);
});

test('a large plain layer is read by its headers and verified in the background', async context => {
	const content = Buffer.alloc(3_000_000, 'x');
	const image = buildImage([await buildLayer([{name: 'big', content}, {name: 'after'}])]);
	const source = await open(context, await writeArchive(context, dockerArchive(image)));
	const events = await eventsOf(source);
	const told = events.filter(event => event.type === 'layer' || event.type === 'verification').map(event => [event.type, event.verification]);
	assert.deepEqual(told, [['layer', 'not-verified'], ['verification', 'verified']]);
	assert.ok(events.findIndex(event => event.type === 'progress' && event.progress.task === 'verify') < events.findIndex(event => event.type === 'verification'));
});

test('with verify every layer comes verified', async context => {
	const image = buildImage([await buildLayer([{name: 'big', content: Buffer.alloc(3_000_000, 'x')}])]);
	const loaded = await load(context, await writeArchive(context, dockerArchive(image)), {verify: true});
	assert.deepEqual(loaded.layers.map(layer => layer.verification), ['verified']);
});

test('a large plain layer that was changed is found out in the background', async context => {
	const image = buildImage([await buildLayer([{name: 'big', content: Buffer.alloc(3_000_000, 'x')}])]);
	const other = await buildLayer([{name: 'big', content: Buffer.alloc(3_000_000, 'y')}]);
	const files = dockerArchive(image).map(file => file.name.endsWith('layer.tar') ? {...file, content: other.tar} : file);
	const events = await eventsOf(await open(context, await writeArchive(context, files)));
	assert.deepEqual(events.flatMap(event => event.type === 'verification' ? [[event.verification, event.failure?.layer]] : []), [['mismatch', 0]]);
	assert.deepEqual(events.flatMap(event => event.type === 'warning' ? [event.warning.code] : []), ['digest-mismatch']);
});
