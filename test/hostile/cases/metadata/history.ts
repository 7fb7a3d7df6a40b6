import assert from 'node:assert/strict';
import type {HostileCase} from '../../hostile-case.ts';
import {layout, packed, utf8} from './parts.ts';

const step = {created_by: 'COPY a /'};
const empty = {created_by: 'ENV A=b', empty_layer: true};

const histories: readonly HostileCase[] = [
	{name: 'no history', image: () => layout({config: {history: undefined}}), expected: {warnings: ['history-missing'], tree: ['/a']}},
	{name: 'a history of null', image: () => layout({config: {history: null}}), expected: {warnings: ['history-missing'], tree: ['/a']}},
	{name: 'a history of nothing', image: () => layout({config: {history: []}}), expected: {warnings: ['history-missing'], tree: ['/a']}},
	{name: 'more history steps than layers', image: () => layout({config: {history: [step, step, step]}}), expected: {warnings: ['history-mismatch'], tree: ['/a']}},
	{name: 'fewer history steps than layers', image: () => layout({layers: [packed('a'), packed('b')], config: {history: [step]}}), expected: {warnings: ['history-mismatch'], tree: ['/a', '/b']}},
	{name: 'a history of empty layers', image: () => layout({config: {history: [empty, empty]}}), expected: {warnings: ['history-mismatch'], tree: ['/a']}},
	{name: 'an empty_layer that is a text', image: () => layout({config: {history: [{...step, empty_layer: 'true'}]}}), expected: {tree: ['/a']}},
	{name: 'history steps that say nothing', image: () => layout({config: {history: [{}]}}), expected: {tree: ['/a']}},
	{name: 'a history of 20,000 empty steps', image: () => layout({config: {history: [...Array.from({length: 20_000}, () => empty), step]}}), expected: {tree: ['/a']}},
	{
		name: 'dates that are none',
		image: () => layout({config: {created: '9999999-99-99T99:99:99Z', history: [{...step, created: '\u001B[2J'}]}}),
		expected: {tree: ['/a']},
		check({image: {created}}) {
			assert.equal(created, '9999999-99-99T99:99:99Z');
		},
	},
];

const configs: readonly HostileCase[] = [
	{name: 'a manifest without a config', image: () => layout({manifest: {config: undefined}}), expected: {error: {says: /it has no config/}}},
	{
		name: 'a config that isn\'t there',
		image: () => layout({files: files => files.filter(({content}) => !isConfig(content)), registryAnswers: path => path.includes('/blobs/') ? {status: 404} : undefined}),
		expected: {error: {says: /^The image config .* is missing/}},
		doors: {registry: {error: {kind: 'not-found', says: /doesn't have/}}},
	},
	{name: 'a config of nothing', image: () => layout({config: utf8('{}')}), expected: {error: {says: /^The manifest lists 1 layers, but the config 0/}}},
	{
		name: 'fewer layers than diffIDs',
		image: () => layout({config: {rootfs: {diff_ids: [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`]}}}),
		expected: {error: {says: /^The manifest lists 1 layers, but the config 2/}},
	},
	{
		name: 'no platform',
		image: () => layout({config: {os: undefined, architecture: undefined}}),
		expected: {tree: ['/a']},
		check({image: {platform}}) {
			assert.equal(platform, undefined);
		},
	},
	{name: 'a platform that nobody has', image: () => layout({config: {os: '\u001B]0;x\u0007', architecture: '__proto__', variant: 'v\u202E'}}), expected: {tree: ['/a']}},
	{name: 'an unknown platform', image: () => layout({config: {os: 'unknown', architecture: 'unknown'}}), expected: {tree: ['/a']}},
];

function isConfig(content: Uint8Array | undefined): boolean {
	return content !== undefined && new TextDecoder().decode(content.subarray(0, 10)).startsWith('{"created"');
}

const numbers: readonly HostileCase[] = [
	{name: 'no layers', image: () => layout({layers: []}), expected: {tree: []}},
	{name: 'layers of null', image: () => layout({layers: [], manifest: {layers: null}, config: {rootfs: null, history: null}}), expected: {tree: []}},
	{
		name: '2,000 layers',
		image() {
			const layers = Array.from({length: 100}, (_, index) => packed(`f${String(index).padStart(2, '0')}`));
			return layout({layers: Array.from({length: 2000}, (_, index) => layers[index % 100]!)});
		},
		expected: {tree: Array.from({length: 100}, (_, index) => `/f${String(index).padStart(2, '0')}`)},
		check({image, layers}) {
			assert.deepEqual([image.layers.length, layers.length], [2000, 2000]);
		},
		deadline: 20,
	},
];

/** Histories, configs and platforms that lack or don't fit, and few and many layers. */
export const history: readonly HostileCase[] = [...histories, ...configs, ...numbers];
