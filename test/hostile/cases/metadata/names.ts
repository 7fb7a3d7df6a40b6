import assert from 'node:assert/strict';
import {documentsOf} from '../../hostile-image.ts';
import type {HostileCase} from '../../hostile-case.ts';
import {sha256} from '../../../helpers/image-builder.ts';
import {
	archive, archiveDoors, layout, packed,
} from './parts.ts';

const outside = {error: {says: /^manifest\.json names the file ".*", which isn't inside of the archive/}} as const;
const configName = `${sha256(documentsOf(archive()).config).slice(7)}.json`;

const leading: ReadonlyArray<readonly [way: string, lead: (name: string) => string]> = [
	['outside', name => `../${name}`],
	['outside and back', name => `a/../../${name}`],
	['absolutely', name => `/${name}`],
	['to a file of the system', () => '/etc/passwd'],
	['through NUL', name => `${name}\0.json`],
];

const pointing: readonly HostileCase[] = leading.flatMap(([way, lead]): HostileCase[] => [
	{
		name: `a manifest.json whose config points ${way}`, image: () => archive({archiveManifest: {Config: lead(configName)}}), expected: outside, doors: archiveDoors,
	},
	{
		name: `a manifest.json whose layer points ${way}`, image: () => archive({archiveManifest: {Layers: [lead('0/layer.tar')]}}), expected: outside, doors: archiveDoors,
	},
]);

const missing = {says: /^Layer 0 .* is missing in /};

const missingLayers: readonly HostileCase[] = [
	{
		name: 'a missing layer',
		image: () => archive({layers: [{...packed('a'), isMissing: true}, packed('b')]}),
		expected: {warnings: ['layer-missing'], failures: {0: missing}, tree: ['/b']},
		doors: {registry: {warnings: ['layer-missing'], failures: {0: {kind: 'not-found', says: /^Layer 0 .* isn't here/}}, tree: ['/b']}},
	},
	{
		name: 'a layer that a link loops for',
		image: () => archive({
			layers: [{...packed('a'), isMissing: true}, packed('b')],
			files: files => [{name: '0/layer.tar', target: '../1/link'}, {name: '1/link', target: '../0/layer.tar'}, ...files],
		}),
		expected: {warnings: ['layer-missing'], failures: {0: missing}, tree: ['/b']},
		doors: {registry: {warnings: ['layer-missing'], failures: {0: {kind: 'not-found', says: /^Layer 0 .* isn't here/}}, tree: ['/b']}},
	},
	{name: 'a layer twice', image: () => layout({layers: [packed('a'), packed('b'), packed('a')]}), expected: {tree: ['/a', '/b']}},
	{
		name: 'a layer twice in an archive',
		image: () => archive({layers: [packed('a'), packed('a')], archiveManifest: {Layers: ['0/layer.tar', '0/layer.tar']}}),
		expected: {tree: ['/a']},
		doors: archiveDoors,
	},
];

const references = ['\u001B]0;owned\u0007', '../../etc/passwd', '-rf', '$(id)', '__proto__', 'constructor:1', `a:${'b'.repeat(200_000)}`, '\u202Enx', ' ', 'a\nb'];

const repoTags: readonly HostileCase[] = [
	{
		name: 'hostile RepoTags',
		image: () => archive({references}),
		expected: {tree: ['/a']},
		check({image: {reference}}, door) {
			if (door === 'archive' || door === 'stdin' || door === 'layout') {
				assert.equal(reference, references[0]);
			}
		},
	},
	...[[1], [null], {a: 1}, 'a', 5].map((RepoTags): HostileCase => ({
		name: `RepoTags of ${JSON.stringify(RepoTags)}`, image: () => archive({archiveManifest: {RepoTags}}), expected: {error: {says: /RepoTags(?:\[0])? is not/}}, doors: archiveDoors,
	})),
	{
		name: 'RepoTags of null', image: () => archive({archiveManifest: {RepoTags: null}}), expected: {tree: ['/a']}, doors: archiveDoors,
	},
	{
		name: 'a manifest.json of no images', image: () => archive({archiveManifest: []}), expected: {error: {says: /lists no image/}}, doors: archiveDoors,
	},
	{
		name: 'a manifest.json of 100,000 images',
		image: () => archive({archiveManifest: Array.from({length: 100_000}, () => ({Config: 'a'}))}),
		expected: {error: {says: /^manifest\.json lists more than 1000 images/}},
		doors: archiveDoors,
	},
	{
		name: 'a manifest.json of 40,000 images with one config',
		image: () => archive({archiveManifest: Array.from({length: 40_000}, () => ({Config: configName}))}),
		expected: {error: {says: /^manifest\.json lists more than 1000 images/}},
		doors: archiveDoors,
	},
];

/** Names of files, layers and images. */
export const names: readonly HostileCase[] = [...pointing, ...missingLayers, ...repoTags];
