import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import type {Expected, HostileCase} from '../../hostile-case.ts';
import {documentsOf, type HostileImage} from '../../hostile-image.ts';
import {
	archive, archiveDoors, configOf, layout, utf8,
} from './parts.ts';

const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
const limit = 4 * 1024 * 1024;

type Documents = Readonly<Record<'config' | 'manifest' | 'index' | 'manifest.json', string>>;

const soundTexts = (): Documents => {
	const {config, manifest, index, archiveManifest} = documentsOf(layout());
	const [configText, manifestText, indexText, itemsText] = [config, manifest, index, archiveManifest].map(bytes => Buffer.from(bytes).toString());
	return {
		config: configText!, manifest: manifestText!, index: indexText!, 'manifest.json': itemsText!,
	};
};

/** A case for each document of an image: its text changed. */
function inEach(name: string, change: (text: string) => string, expected: Expected): readonly HostileCase[] {
	const changed = (document: keyof Documents) => utf8(change(soundTexts()[document]));
	return [
		{name: `a config ${name}`, image: () => layout({config: changed('config')}), expected},
		{name: `a manifest ${name}`, image: () => layout({manifest: changed('manifest')}), expected},
		{name: `an index ${name}`, image: () => layout({index: changed('index')}), expected},
		{
			name: `a manifest.json ${name}`, image: () => archive({archiveManifest: changed('manifest.json')}), expected, doors: archiveDoors,
		},
	];
}

// Fields of the last object; its text ends in one or two brackets.
const adding = (field: string) => (text: string) => text.replace(/}]?$/, end => `,${field}${end}`);

const sizes: readonly HostileCase[] = [
	...inEach('of more than 4 MiB', adding(`"x":"${' '.repeat(limit)}"`), {error: {says: /has \d+ bytes; a manifest or config of more than 4 MiB|document of \d+ bytes, which is far too much/}})
		.map(one => /^a (config|manifest\.json)/.test(one.name) ? one : {...one, doors: {...one.doors, registry: {error: {kind: 'engine' as const, says: /answers far too much/}}}}),
	{
		name: 'configs of more than 20 MiB in all',
		image: () => archive({
			archiveManifest: Array.from({length: 6}, (_, index) => ({Config: `c${index}.json`, RepoTags: [`x:${index}`], Layers: []})),
			files: files => [...Array.from({length: 6}, (_, index) => ({name: `c${index}.json`, content: utf8(`{"name":"${index}","x":"${' '.repeat(limit - 100)}"}`)})), ...files],
		}),
		// Each alone is within the limit, and one has to be chosen first.
		expected: {error: {kind: 'usage', says: /holds 6 images/}},
		doors: {...archiveDoors, engine: {error: {says: /^c\d\.json has \d+ bytes/}}},
	},
];

const ambiguous: readonly HostileCase[] = [
	...inEach('with a field twice', text => text.replace(/^(\[?{)("\w+")/, '$1$2:null,$2'), {error: {says: /has the field "\w+" twice in one object, so that tools would read it differently/}}),
	...inEach('with a field in two cases', text => text.replace(/^(\[?{)"(\w+)"/, (_, start: string, name: string) => `${start}"${name.toUpperCase()}":null,"${name}"`), {
		error: {says: /has the fields "\w+" and "\w+" in one object/},
	}),
	...inEach('behind a byte order mark', text => `\uFEFF${text}`, {error: {says: /is no valid JSON/}}),
	...inEach('that ends in the middle', text => text.slice(0, -3), {error: {says: /is no valid JSON/}}),
	...inEach('with garbage behind it', text => `${text}{}`, {error: {says: /is no valid JSON/}}),
	...inEach('that is empty but for blanks', () => ' '.repeat(600), {error: {says: /is no valid JSON/}}),
	...inEach('of depth 1,000,000', adding(`"x":${deep}`), {error: {says: /is JSON that is nested more than 1,000 deep/}}),
	...inEach('of objects, 200,000 deep', adding(`"x":${'{"__proto__":'.repeat(200_000)}1${'}'.repeat(200_000)}`), {error: {says: /is JSON that is nested more than 1,000 deep/}}),
	{
		name: 'a config that writes a field in another case, as engines take it',
		image: () => layout({config: {config: {cmd: ['sh'], LABELS: {a: 'b'}}}}),
		expected: {tree: ['/a']},
		check({image: {config}}) {
			assert.deepEqual([config.command, [...config.labels]], [['sh'], [['a', 'b']]]);
		},
	},
	{
		name: 'a deep __proto__',
		image: () => layout({
			config: utf8(JSON.stringify(configOf(layout())).replace(
				'"config":{}',
				`"config":{"__proto__":{"User":"root","Cmd":["x"]},"Labels":${'{"__proto__":'.repeat(900)}{"polluted":1}${'}'.repeat(900)}}`,
			)),
		}),
		expected: {error: {says: /Labels\.__proto__ is not a text/}},
	},
	{
		name: '__proto__ and constructor as fields',
		image: () => layout({
			config: utf8(JSON.stringify(configOf(layout())).replace('"config":{}', [
				'"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
				'"config":{"__proto__":{"User":"root","polluted":1},"Labels":{"__proto__":"a","constructor":"b","":"c"}}',
			].join(''))),
		}),
		expected: {tree: ['/a']},
		check({image: {config}}) {
			assert.equal(config.user, undefined);
			assert.deepEqual([...config.labels], [['__proto__', 'a'], ['constructor', 'b'], ['', 'c']]);
			assert.equal('polluted' in {}, false);
		},
	},
];

const wrongFields: ReadonlyArray<readonly [place: 'config' | 'config.config' | 'manifest' | 'index', field: string, values: readonly unknown[]]> = [
	['config', 'rootfs', [1, 'x', []]],
	['config', 'rootfs', [{diff_ids: {}}, {diff_ids: 'x'}, {diff_ids: [{}]}]],
	['config', 'history', [{}, 'x', 1, [1], [null], [[]], [{created_by: 1}], [{comment: {}}], [{created: 5}]]],
	['config', 'config', [[], 'x', 1]],
	['config', 'os', [1, {}, []]],
	['config', 'created', [1, {}]],
	['config', 'author', [[]]],
	['config.config', 'Env', ['A=b', {}, [1], [null]]],
	['config.config', 'Cmd', [1, {}, [[]]]],
	['config.config', 'Labels', [[], 'x', {a: 1}, {a: {toString: 1}}]],
	['config.config', 'ExposedPorts', [['80'], 80]],
	['config.config', 'User', [0, {}]],
	['manifest', 'layers', [{}, 'x', 1, [1], [null], [[]], [{}]]],
	['manifest', 'config', [null, 1, 'x', []]],
	['manifest', 'annotations', [[], 1, {a: 1}]],
	['index', 'manifests', [{}, 1, [1], [null], [{}]]],
];

function withField(place: (typeof wrongFields)[number][0], field: string, value: unknown): HostileImage {
	return layout(place === 'config.config' ? {config: {config: {[field]: value}}} : {[place]: {[field]: value}});
}

const wrongTypes: readonly HostileCase[] = wrongFields.flatMap(([place, field, values]) => values.map((value): HostileCase => ({
	name: `${place}.${field} of ${JSON.stringify(value)}`, image: () => withField(place, field, value), expected: {error: {says: /is not (?:an? |objects)/}},
})));

const wrongSizes: readonly HostileCase[] = [-1, 1.5, 1e300, '5', null, true].map(size => ({
	name: `a layer's size of ${JSON.stringify(size)}`,
	image: () => layout({manifest: {layers: [{mediaType: 'x', digest: `sha256:${'a'.repeat(64)}`, size}]}}),
	expected: {error: {says: /size is not a whole number/}},
}));

const nulls: readonly HostileCase[] = [
	// Of what streams past, a few bytes that begin as no document does aren't kept.
	...inEach('of null', () => 'null', {error: {says: /is not an object|lists no image|is missing|the manifest of none is there/}}),
	...inEach('of a text', () => '"sha256"', {error: {says: /is not an (?:object|array)|is missing|the manifest of none is there/}}),
	{
		name: 'a config of nulls',
		image: () => layout({
			config: {
				config: null, created: null, author: null, os: null, architecture: null, variant: null, 'os.version': null,
			},
		}),
		expected: {tree: ['/a']},
	},
	{
		name: 'a config with parts of null',
		image: () => layout({
			config: {
				config: {
					Env: null, Cmd: null, Entrypoint: null, Labels: null, ExposedPorts: null, Volumes: null, User: null, WorkingDir: null, StopSignal: null,
				},
			},
		}),
		expected: {tree: ['/a']},
	},
];

/** JSON that is large, deep, ambiguous, or of other types than it should be. */
export const json: readonly HostileCase[] = [...sizes, ...ambiguous, ...wrongTypes, ...wrongSizes, ...nulls];
