import {createHash} from 'node:crypto';
import type {ExpectedError, HostileCase} from '../../hostile-case.ts';
import type {HostileImage} from '../../hostile-image.ts';
import {
	layout, only, otherDigest, packed,
} from './parts.ts';

/** All that a registry was asked for by the images whose digests are none. */
export const askedPaths: string[] = [];

const isOther: ExpectedError = {kind: 'engine', says: /isn't what its digest says/};
const notFetched = {warnings: ['layer-missing'], failures: {0: {kind: 'engine', says: /^Layer 0 .* isn't here: .*isn't what its digest says/}}} as const;

const wrong: readonly HostileCase[] = [
	{
		name: 'a layer of another digest',
		image: () => layout({layers: [{...packed('a'), descriptor: {digest: otherDigest}}]}),
		expected: {warnings: ['digest-mismatch'], failures: {0: {says: /^The blob of layer 0 has the digest/}}, tree: ['/a']},
		doors: {registry: {...notFetched, tree: []}},
	},
	{
		name: 'a layer of another size',
		image: () => layout({layers: [{...packed('a'), descriptor: {size: 77}}, packed('b')]}),
		expected: {warnings: ['size-mismatch'], failures: {0: {says: /^Layer 0 has \d+ bytes, not 77 as its descriptor says/}}, tree: ['/a', '/b']},
		doors: {registry: {...notFetched, tree: ['/b']}},
	},
	{
		name: 'a layer of another diffID',
		image: () => layout({layers: [packed('a'), {...packed('b'), diffId: otherDigest}]}),
		expected: {warnings: ['digest-mismatch'], failures: {1: {says: /^The tar of layer 1 has the digest/}}, tree: ['/a', '/b']},
	},
	{
		name: 'a config of another digest',
		image: () => layout({configDescriptor: {digest: otherDigest}}),
		expected: {error: {says: /has the digest sha256:\w+, not sha256:\w+ as named/}},
		doors: {registry: {error: isOther}},
	},
	{
		name: 'a config of another size',
		image: () => layout({configDescriptor: {size: 5}}),
		expected: {error: {says: /has \d+ bytes, not 5 as its descriptor says/}},
		doors: {registry: {error: isOther}},
	},
	{
		name: 'a manifest of another digest',
		image: () => layout({manifestDescriptor: {digest: otherDigest}}),
		expected: {error: {says: /has the digest sha256:\w+, not sha256:\w+ as named/}},
		doors: {registry: {error: isOther}},
	},
	{
		name: 'a manifest of another size',
		image: () => layout({manifestDescriptor: {size: 5}}),
		expected: {error: {says: /has \d+ bytes, not 5 as/}},
	},
	{
		name: 'a layer whose digest is of sha512',
		image() {
			const layer = packed('a');
			return layout({layers: [{...layer, descriptor: {digest: `sha512:${createHash('sha512').update(layer.blob).digest('hex')}`}}]});
		},
		expected: {tree: ['/a']},
		doors: only(['layout', 'registry'], 'its name is longer than the header of this tar can hold'),
	},
];

const notDigests: ReadonlyArray<readonly [name: string, digest: unknown]> = [
	['sha256:../../x', 'sha256:../../x'],
	['a path of 64 letters', `sha256:${'../'.repeat(21)}x`],
	['upper case', `sha256:${'AB'.repeat(32)}`],
	['an unknown algorithm', `sha3-256:${'ab'.repeat(32)}`],
	['md5', `md5:${'ab'.repeat(16)}`],
	['too short', 'sha256:abcd'],
	['a NUL', `sha256:${'ab'.repeat(31)}\0a`],
	['a line feed behind', `sha256:${'ab'.repeat(32)}\n`],
	['a number', 5],
];

const places: ReadonlyArray<readonly [place: string, lie: (digest: unknown) => Partial<HostileImage>]> = [
	['layer', digest => ({layers: [{...packed('a'), descriptor: {digest}}]})],
	['diffID', digest => ({config: {rootfs: {type: 'layers', diff_ids: [digest]}}, layers: [{...packed('a'), diffId: digest as string}]})],
	['config', digest => ({configDescriptor: {digest}})],
	['manifest', digest => ({manifestDescriptor: {digest}})],
];

const malformed: readonly HostileCase[] = notDigests.flatMap(([what, digest]) => places.map(([place, lie]): HostileCase => ({
	name: `the digest of a ${place}: ${what}`,
	image: () => layout({
		...lie(digest),
		registryAnswers(path) {
			askedPaths.push(path);
			return undefined;
		},
	}),
	expected: {error: {says: /is not a (?:sha256 or sha512 digest|text)\.$/}},
})));

/** Digests and sizes that aren't those of the bytes, and digests that are none. */
export const digests: readonly HostileCase[] = [...wrong, ...malformed];
