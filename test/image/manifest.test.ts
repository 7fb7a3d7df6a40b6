import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test} from 'node:test';
import {parseConfig} from '../../source/image/image-config.ts';
import {parseJson} from '../../source/image/json.ts';
import {isAttestation, parseArchiveManifest, parseManifest} from '../../source/image/manifest.ts';
import {
	isEncrypted, isForeign, isLayerType, layerTypeFor, promisedCompression,
} from '../../source/image/media-types.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const descriptor = {mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size: 5};

test('a manifest gives its config and its layers in order', () => {
	const manifest = parseManifest({schemaVersion: 2, config: {...descriptor, mediaType: 'c'}, layers: [descriptor]}, 'it');
	assert.ok(manifest.kind === 'manifest');
	assert.equal(manifest.config.mediaType, 'c');
	assert.deepEqual(manifest.layers.map(layer => layer.digest), [digest]);
});

test('an index gives its manifests with their platforms', () => {
	const index = parseManifest({manifests: [{...descriptor, platform: {os: 'linux', architecture: 'arm64', variant: 'v8'}}]}, 'it');
	assert.ok(index.kind === 'index');
	assert.deepEqual(index.manifests[0]!.platform, {
		os: 'linux', architecture: 'arm64', variant: undefined, osVersion: undefined,
	});
});

const refused: ReadonlyArray<readonly [why: string, value: unknown, message: RegExp]> = [
	['an array', [], /it is not an object/],
	['nothing known', {}, /it is not an image manifest/],
	['manifest and index at once', {manifests: [], config: descriptor, layers: []}, /both a manifest and an index/],
	['schema 1', {schemaVersion: 1, fsLayers: []}, /schema 1/],
	['layers that are no array', {config: descriptor, layers: {}}, /it.layers is not an array/],
	['a digest that is a path', {config: {...descriptor, digest: 'sha256:../../etc/passwd'}, layers: []}, /it.config.digest is not a sha256/],
	['a digest in upper case', {config: {...descriptor, digest: digest.toUpperCase()}, layers: []}, /digest is not/],
	['a missing digest', {config: {mediaType: 'x', size: 1}, layers: []}, /digest is not a text/],
	['a negative size', {config: {...descriptor, size: -1}, layers: []}, /size is not a whole number/],
	['a size beyond numbers', {config: {...descriptor, size: 1e300}, layers: []}, /size is not a whole number/],
	['annotations of numbers', {config: {...descriptor, annotations: {a: 1}}, layers: []}, /annotations.a is not a text/],
];

for (const [why, value, message] of refused) {
	test(`a manifest with ${why} is refused by name`, () => {
		assert.throws(() => parseManifest(value, 'it'), message);
	});
}

test('attestations are told by their annotation or their platform', () => {
	const parse = (more: Record<string, unknown>) => {
		const index = parseManifest({manifests: [{...descriptor, ...more}]}, 'it');
		return index.kind === 'index' && isAttestation(index.manifests[0]!);
	};

	assert.equal(parse({annotations: {'vnd.docker.reference.type': 'attestation-manifest'}}), true);
	assert.equal(parse({platform: {os: 'unknown', architecture: 'unknown'}}), true);
	assert.equal(parse({platform: {os: 'linux', architecture: 'unknown'}}), false);
	assert.equal(parse({}), false);
});

test('manifest.json may say null where it has no names', () => {
	assert.deepEqual(parseArchiveManifest([{Config: 'c', RepoTags: null, Layers: null}]).map(item => [item.references, item.layers]), [[[], []]]);
	assert.deepEqual(parseArchiveManifest(null), []);
	assert.throws(() => parseArchiveManifest([{Layers: []}]), /manifest.json\[0].Config is not a text/);
});

test('labels named like parts of an object are labels like any other', () => {
	const value = parseJson(Buffer.from('{"config":{"Labels":{"__proto__":"a","constructor":"b"},"__proto__":{"User":"root"}},"rootfs":{"diff_ids":[]}}'), 'it');
	const {config} = parseConfig(value);
	assert.deepEqual([...config.labels], [['__proto__', 'a'], ['constructor', 'b']]);
	assert.equal(config.user, undefined);
});

test('a config gives what starts a container', () => {
	const {config, diffIds, platform} = parseConfig({
		os: 'linux',
		architecture: 'amd64',
		author: 'me',
		config: {
			Entrypoint: 'sh', Cmd: ['-c', 'x'], Env: ['A=b'], ExposedPorts: {'80/tcp': {}}, Volumes: {'/data': {}}, User: '1000', WorkingDir: '/', StopSignal: 'SIGTERM', Labels: null,
		},
		rootfs: {type: 'layers', diff_ids: [digest]},
	});
	assert.deepEqual(config, {
		entrypoint: ['sh'],
		command: ['-c', 'x'],
		environment: ['A=b'],
		labels: new Map(),
		exposedPorts: ['80/tcp'],
		user: '1000',
		volumes: ['/data'],
		workingDirectory: '/',
		stopSignal: 'SIGTERM',
		author: 'me',
	});
	assert.deepEqual(diffIds, [digest]);
	assert.equal(platform?.architecture, 'amd64');
});

test('a config of wrong types is refused by name', () => {
	assert.throws(() => parseConfig({rootfs: {diff_ids: ['x']}}), /config.rootfs.diff_ids\[0] is not a sha256/);
	assert.throws(() => parseConfig({config: {Env: [1]}}), /config.Env\[0] is not a text/);
	assert.throws(() => parseConfig(null), /The image config is not an object/);
});

test('text that is no JSON is refused by name', () => {
	assert.throws(() => parseJson(Buffer.from('{'), 'index.json'), /index.json is no valid JSON/);
});

test('layer types say how a layer is compressed, encrypted, or left out', () => {
	assert.equal(promisedCompression('application/vnd.oci.image.layer.v1.tar'), 'none');
	assert.equal(promisedCompression('application/vnd.oci.image.layer.v1.tar+zstd'), 'zstd');
	assert.equal(promisedCompression('application/vnd.docker.image.rootfs.diff.tar.gzip'), 'gzip');
	assert.equal(promisedCompression('application/vnd.oci.image.layer.v1.tar+gzip+encrypted'), undefined);
	assert.equal(promisedCompression('application/octet-stream'), undefined);
	assert.equal(isEncrypted('application/vnd.oci.image.layer.v1.tar+gzip+encrypted'), true);
	assert.equal(isForeign('application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'), true);
	assert.equal(isForeign('application/vnd.oci.image.layer.nondistributable.v1.tar+gzip'), true);
	assert.equal(isLayerType('application/vnd.in-toto+json'), false);
	assert.equal(promisedCompression(layerTypeFor('zstd')), 'zstd');
});
