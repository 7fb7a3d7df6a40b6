import assert from 'node:assert/strict';
import type {HostileCase} from '../../hostile-case.ts';
import {documentsOf, type HostileImage} from '../../hostile-image.ts';
import {
	archive, archiveDoors, descriptorOf, indexType, layout, manifestType, otherDigest, packed, utf8,
} from './parts.ts';

/** Where a foreign layer says it is to be had: a server that nobody must ask. */
export const bait = {host: '127.0.0.1:1', asked: 0};

const helm = 'application/vnd.cncf.helm.config.v1+json';
const isArtifact = {error: {says: /artifact of the type application\/vnd\./}} as const;
const foreign = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';

const artifacts: readonly HostileCase[] = [
	{
		name: 'an artifact, by its config',
		image: () => layout({configDescriptor: {mediaType: helm}, layers: [{...packed('a'), descriptor: {mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip'}}]}),
		expected: isArtifact,
	},
	{
		name: 'an artifact, by its artifactType',
		image: () => layout({configDescriptor: {mediaType: 'application/vnd.oci.empty.v1+json'}, manifest: {artifactType: 'application/vnd.example.thing'}, layers: []}),
		expected: isArtifact,
	},
	{
		name: 'a signature',
		image: () => layout({layers: [{...packed('a'), descriptor: {mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json'}}]}),
		expected: isArtifact,
	},
	{
		name: 'an attestation alone',
		image: () => layout({manifestDescriptor: {platform: {os: 'unknown', architecture: 'unknown'}, annotations: {'vnd.docker.reference.type': 'attestation-manifest'}}}),
		expected: {error: {says: /lists no image/}},
	},
	{
		name: 'attestations beside an image',
		image() {
			const sound = layout();
			const {manifest} = documentsOf(sound);
			const attestation = utf8(JSON.stringify({
				schemaVersion: 2, mediaType: manifestType, config: descriptorOf(utf8('{}'), 'application/vnd.oci.image.config.v1+json'), layers: [],
			}));
			const more = {platform: {os: 'unknown', architecture: 'unknown'}, annotations: {'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': '../../x'}};
			return {
				...sound,
				index: {manifests: [descriptorOf(attestation, manifestType, more), descriptorOf(utf8('gone'), manifestType, more), descriptorOf(manifest, manifestType)]},
				blobs: [attestation],
			};
		},
		expected: {tree: ['/a']},
	},
	{
		name: 'schema 1',
		image: () => layout({
			manifest: utf8(JSON.stringify({
				schemaVersion: 1, name: 'a', tag: '1', fsLayers: [{blobSum: otherDigest}], history: [{v1Compatibility: '{}'}], signatures: [],
			})),
		}),
		expected: {error: {says: /is a manifest of schema 1/}},
	},
	{name: 'a manifest that is an index too', image: () => layout({manifest: {manifests: []}}), expected: {error: {says: /is both a manifest and an index/}}},
	{name: 'a manifest of nothing', image: () => layout({manifest: utf8('{}')}), expected: {error: {says: /is not an image manifest: it has no config/}}},
];

const types: readonly HostileCase[] = [
	{
		name: 'unknown media types all over',
		image: () => layout({layers: [{...packed('a'), descriptor: {mediaType: 'application/x-lzip'}}], manifest: {mediaType: 'x/y'}, configDescriptor: {mediaType: ''}}),
		expected: {tree: ['/a']},
	},
	{name: 'a layer of a type that nobody knows', image: () => layout({layers: [{...packed('a'), descriptor: {mediaType: '\u001B]0;x\u0007'}}]}), expected: {tree: ['/a']}},
	{
		name: 'a layer that isn\'t compressed as its type says',
		image: () => layout({layers: [{...packed('a'), descriptor: {mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd'}}]}),
		expected: {warnings: ['media-type-mismatch'], tree: ['/a']},
	},
	{
		name: 'an encrypted layer',
		image: () => layout({layers: [{...packed('a'), descriptor: {mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip+encrypted'}}, packed('b')]}),
		expected: {warnings: ['layer-encrypted'], failures: {0: {says: /is encrypted/}}, tree: ['/b']},
		// Its bytes hash to the diffID that the engine named.
		doors: {engine: {warnings: ['layer-encrypted'], failures: {0: {says: /is encrypted/}}}},
	},
];

const urls = () => [`http://${bait.host}/layer`, `https://${bait.host}/layer`, 'file:///etc/passwd', `http://${bait.host}/\u001B]0;x\u0007`];

const elsewhere: readonly HostileCase[] = [
	{
		name: 'a foreign layer with urls, which isn\'t there',
		image: () => layout({layers: [{...packed('a'), isMissing: true, descriptor: {mediaType: foreign, urls: urls()}}, packed('b')]}),
		expected: {warnings: ['layer-missing'], failures: {0: {says: /is a foreign layer/}}, tree: ['/b']},
	},
	{name: 'a foreign layer with urls, which is there', image: () => layout({layers: [{...packed('a'), descriptor: {mediaType: foreign, urls: urls()}}]}), expected: {tree: ['/a']}},
	{name: 'urls of a config and a manifest', image: () => layout({configDescriptor: {urls: urls()}, manifestDescriptor: {urls: urls()}}), expected: {tree: ['/a']}},
	{
		name: 'inline data that doesn\'t match',
		image: () => layout({
			layers: [{...packed('a'), descriptor: {data: 'b3RoZXI='}}], configDescriptor: {data: 'e30='}, manifestDescriptor: {data: 'e30='},
		}),
		expected: {tree: ['/a']},
		check({image: {created}}) {
			assert.equal(created, '2024-05-01T12:00:00Z');
		},
	},
	{
		name: 'inline data of other types',
		image: () => layout({layers: [{...packed('a'), descriptor: {data: 5}}], configDescriptor: {data: {}}, manifestDescriptor: {data: []}}),
		expected: {tree: ['/a']},
	},
	{
		name: 'LayerSources of nothing that is there',
		image: () => archive({
			archiveManifest: {
				LayerSources: {
					[otherDigest]: {
						mediaType: foreign, digest: otherDigest, size: 5, urls: urls(),
					},
				},
			},
		}),
		expected: {tree: ['/a']},
		doors: archiveDoors,
	},
	{
		name: 'LayerSources that lead outside',
		image: () => archive({archiveManifest: {LayerSources: {'../../x': {mediaType: foreign, digest: 'sha256:../../x', size: 5}}}}),
		expected: {error: {says: /digest is not a sha256/}},
		doors: archiveDoors,
	},
];

function nested(levels: number): Partial<HostileImage> {
	const {manifest} = documentsOf(layout());
	const blobs: Uint8Array[] = [];
	let inner = descriptorOf(manifest, manifestType);
	for (let level = 1; level < levels; level++) {
		const index = utf8(JSON.stringify({schemaVersion: 2, mediaType: indexType, manifests: [inner, inner, inner]}));
		blobs.push(index);
		inner = descriptorOf(index, indexType);
	}

	return {index: {manifests: [inner]}, blobs};
}

const absent = (index: number) => ({mediaType: manifestType, digest: `sha256:${index.toString(16).padStart(64, '0')}`, size: 1});
const tooMany = {error: {says: /lists more than (?:10,000|1000) images/}} as const;

const indexes: readonly HostileCase[] = [
	{name: 'indexes 8 levels deep', image: () => layout(nested(8)), expected: {tree: ['/a']}},
	{
		name: 'indexes 1,000 levels deep',
		image: () => layout(nested(1000)),
		expected: {error: {says: /lists no image\. Indexes are nested more than 8 deep/}},
		doors: {registry: {error: {says: /lists an index for an image/}}},
	},
	{
		name: 'an index that lists itself',
		image() {
			const self = utf8(JSON.stringify({schemaVersion: 2, mediaType: indexType, manifests: [{mediaType: indexType, digest: otherDigest, size: 777_777}]}));
			const sized = utf8(new TextDecoder().decode(self).replace('777777', String(self.length - 3)));
			return layout({index: sized, blobs: [{digest: otherDigest, bytes: sized}]});
		},
		expected: {error: {says: /has the digest .* as named/}},
		doors: {registry: {error: {kind: 'engine', says: /isn't what its digest says/}}},
	},
	{name: 'an index of 25,000 images that are elsewhere', image: () => layout({index: {manifests: Array.from({length: 25_000}, (_, index) => absent(index))}}), expected: tooMany},
	{
		name: 'an index that lists another under 9,000 names',
		image() {
			const inner = utf8(JSON.stringify({schemaVersion: 2, mediaType: indexType, manifests: Array.from({length: 90}, (_, index) => absent(index))}));
			return layout({index: {manifests: Array.from({length: 9000}, (_, index) => descriptorOf(inner, indexType, {annotations: {'io.containerd.image.name': `a:${index}`}}))}, blobs: [inner]});
		},
		expected: tooMany,
		doors: {registry: {error: {kind: 'usage', says: /holds 90 images/}}},
	},
	{
		name: 'an image under 9,000 names',
		image() {
			const {manifest} = documentsOf(layout());
			return layout({index: {manifests: Array.from({length: 9000}, (_, index) => descriptorOf(manifest, manifestType, {annotations: {'io.containerd.image.name': `a:${index}`}}))}});
		},
		expected: {tree: ['/a']},
	},
	{
		name: 'a layout of an unknown version',
		image: () => layout({files: files => files.map(file => file.name === 'oci-layout' ? {...file, content: utf8('{"imageLayoutVersion":{"toString":1}}')} : file)}),
		expected: {warnings: ['archive-irregular'], tree: ['/a']},
		doors: {registry: {cannot: 'a registry has no oci-layout'}},
	},
];

/** What is no image, is elsewhere, or is listed by indexes without end. */
export const kinds: readonly HostileCase[] = [...artifacts, ...types, ...elsewhere, ...indexes];
