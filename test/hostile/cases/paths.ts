import assert from 'node:assert/strict';
import type {LoadedImage} from '../../../source/image/loaded-image.ts';
import {file, pax} from '../../helpers/tar-bytes.ts';
import type {HostileCase} from '../hostile-case.ts';
import {imageOf, layerOf} from '../hostile-image.ts';
import {manyEntries} from '../many-entries.ts';
import {directory, hardlink, symlink} from '../tar-entries.ts';

const names: readonly HostileCase[] = [
	{
		name: '../ stops at the root',
		image: () => imageOf(file('../../etc/passwd'), file('a/../../b'), file('a/../c')),
		expected: {warnings: ['path-outside-root ../../etc/passwd', 'path-outside-root a/../../b'], tree: ['/b', '/c', '/etc/', '/etc/passwd']},
	},
	{name: 'absolute', image: () => imageOf(file('/etc/passwd')), expected: {warnings: ['path-absolute /etc/passwd'], tree: ['/etc/', '/etc/passwd']}},
	{name: '// before and within', image: () => imageOf(file('//etc///passwd')), expected: {warnings: ['path-absolute //etc///passwd'], tree: ['/etc/', '/etc/passwd']}},
	{name: '// within, which is one slash to everybody', image: () => imageOf(file('etc//passwd')), expected: {tree: ['/etc/', '/etc/passwd']}},
	{
		name: 'absolute, many of them in two layers, each of which is warned of once',
		image() {
			const lower = layerOf(directory('/'), file('plain'), ...Array.from({length: 2000}, (_, number) => file(`/d/f${number}`)), file('/e/f'));
			return {layers: [lower, layerOf(file('/e/.wh.f'), file('/d/.wh..wh..opq'), file('/../x'))]};
		},
		expected: {warnings: ['path-absolute /d/f0', 'path-absolute /e/.wh.f', 'path-outside-root /../x'], tree: ['/d/', '/e/', '/plain', '/x']},
	},
	{name: 'an empty name, which is the root, of a file', image: () => imageOf(file(''), file('a')), expected: {warnings: ['parent-not-a-directory /'], tree: ['/a']}},
	{name: 'an empty name of a directory, which is the root as many tars list it', image: () => imageOf(directory(''), file('a')), expected: {tree: ['/a']}},
	{name: 'a file . and a file /', image: () => imageOf(file('.'), file('/'), file('a')), expected: {warnings: ['parent-not-a-directory /', 'parent-not-a-directory /'], tree: ['/a']}},
	{
		name: 'directories ., ./, / and //, which are the root as most tars list it',
		image: () => imageOf(directory('.'), directory('./'), directory('/'), directory('//'), file('./a')),
		expected: {tree: ['/a']},
	},
	{name: 'a link that is the root', image: () => imageOf(symlink('/', '/etc'), file('a')), expected: {warnings: ['parent-not-a-directory /'], tree: ['/a']}},
	{
		name: '__proto__ and constructor',
		image: () => imageOf(directory('__proto__/'), file('__proto__/__proto__'), file('constructor'), file('toString'), file('hasOwnProperty'), file('valueOf/__proto__/polluted')),
		expected: {tree: ['/__proto__/', '/__proto__/__proto__', '/constructor', '/hasOwnProperty', '/toString', '/valueOf/', '/valueOf/__proto__/', '/valueOf/__proto__/polluted']},
	},
	{
		name: '.wh.__proto__',
		image: () => ({layers: [layerOf(file('__proto__'), file('constructor')), layerOf(file('.wh.__proto__'), file('.wh.prototype'))]}),
		expected: {warnings: ['whiteout-of-nothing /prototype'], tree: ['/constructor']},
	},
	{
		name: 'labels named __proto__ and constructor',
		image: () => ({
			layers: [],
			config: new TextEncoder().encode('{"os":"linux","architecture":"amd64","config":{"Labels":{"__proto__":"a","constructor":"b"},"Volumes":{"__proto__":{}},"ExposedPorts":{"toString":{}}},'
				+ '"rootfs":{"type":"layers","diff_ids":[]}}'),
		}),
		expected: {tree: []},
		check({image: {config}}) {
			assert.deepEqual([...config.labels], [['__proto__', 'a'], ['constructor', 'b']]);
		},
	},
	{
		name: 'names that differ only by case or by normal form',
		image: () => imageOf(file('A'), file('a'), file('\u00C3\u00A9'), file('e\u00CC\u0081')),
		expected: {tree: ['/A', '/a', String.raw`/\xc3\xa9`, String.raw`/e\xcc\x81`]},
	},
	{
		name: 'duplicates',
		image: () => imageOf(file('a', '1'), file('a', '22'), directory('d/'), directory('d/'), file('./a', '333')),
		expected: {warnings: ['duplicate-entry /a', 'duplicate-entry /a'], tree: ['/a', '/d/']},
	},
	{
		name: 'a directory over a file and back, in one layer',
		image: () => imageOf(file('a'), directory('a/'), file('a/in'), file('a'), directory('b/'), file('b/in'), file('b'), directory('b/')),
		expected: {warnings: ['duplicate-entry /a', 'duplicate-entry /a', 'duplicate-entry /b', 'duplicate-entry /b'], tree: ['/a', '/b/']},
	},
	{
		name: 'a directory over a file and back, layer by layer',
		image: () => ({layers: [layerOf(file('a')), layerOf(directory('a/'), file('a/in')), layerOf(file('a')), layerOf(file('a/again'))]}),
		expected: {warnings: ['parent-not-a-directory /a'], tree: ['/a/', '/a/again']},
	},
];

const links: readonly HostileCase[] = [
	{
		name: 'symlink loops, with entries under them',
		image: () => imageOf(symlink('a', 'b'), symlink('b', 'a'), symlink('self', 'self'), file('a/x'), file('self/y')),
		expected: {
			warnings: ['parent-not-a-directory /a', 'parent-not-a-directory /self'],
			tree: ['/a/', '/a/x', '/b -> a', '/self/', '/self/y'],
		},
	},
	{
		name: 'entries under a symlink go where it leads, under the root',
		image: () => imageOf(directory('real/'), symlink('l', 'real'), file('l/in'), symlink('out', '../../../etc'), file('out/passwd'), symlink('abs', '/etc'), file('abs/group')),
		expected: {tree: ['/abs -> /etc', '/etc/', '/etc/group', '/etc/passwd', '/l -> real', '/out -> ../../../etc', '/real/', '/real/in']},
	},
	{
		name: 'a symlink of a lower layer isn\'t written through',
		image: () => ({layers: [layerOf(symlink('l', '/etc'), directory('etc/')), layerOf(file('l/passwd'))]}),
		expected: {warnings: ['parent-not-a-directory /l'], tree: ['/etc/', '/l/', '/l/passwd']},
	},
	{
		name: 'hard links to nothing, to later, to themselves, to a directory',
		image: () => imageOf(hardlink('early', 'f'), file('f', '12345'), hardlink('lost', 'nowhere'), directory('d/'), hardlink('folder', 'd'), hardlink('self', 'self')),
		expected: {
			warnings: ['/early', '/folder', '/lost', '/self'].map(path => `link-to-nothing ${path}`),
			tree: ['/d/', '/early', '/f', '/folder', '/lost', '/self'],
		},
	},
	{
		name: 'hard links to each other',
		image: () => imageOf(hardlink('a', 'b'), hardlink('b', 'a')),
		expected: {warnings: ['link-to-nothing /a'], tree: ['/a', '/b']},
	},
	{
		name: 'a hard link out of the root',
		image: () => imageOf(file('etc/passwd', 'ours'), hardlink('l', '../../etc/passwd'), hardlink('m', '/etc/passwd')),
		expected: {tree: ['/etc/', '/etc/passwd', '/l', '/m']},
	},
	{
		name: 'a hard link whose target a higher layer removed',
		image: () => ({layers: [layerOf(file('f', '12345'), hardlink('l', 'f')), layerOf(file('.wh.f')), layerOf(hardlink('late', 'f'))]}),
		expected: {warnings: ['link-to-nothing /late'], tree: ['/l', '/late']},
	},
	{
		name: 'a hard link into a lower layer',
		image: () => ({layers: [layerOf(file('f', '12345')), layerOf(hardlink('l', 'f'), file('.wh.f'))]}),
		expected: {warnings: ['link-to-lower-layer /l'], tree: ['/l']},
	},
];

const deep = (levels: number) => 'd/'.repeat(levels);

const costly = {spared: 'it is the same stream of bytes as through another door, and takes seconds'};

/** Whether there are so many paths, the root one of them. */
const hasNodes = (count: number) => ({lifetimes}: LoadedImage) => {
	assert.equal(lifetimes.nodeCount, count);
};

const sizes: readonly HostileCase[] = [
	{
		name: 'a name of 64 KiB',
		image: () => imageOf(pax({path: `${'n'.repeat(65_536)}/f`}), file('short')),
		expected: {tree: [`/${'n'.repeat(65_536)}/`, `/${'n'.repeat(65_536)}/f`]},
	},
	{
		name: 'a name of more than 1 MiB',
		image: () => imageOf(file('before'), pax({path: 'n'.repeat(2 ** 20)}), file('short')),
		expected: {failures: {0: {says: /longer than 1 MiB/, offset: 512}}, warnings: ['layer-unreadable'], tree: ['/before']},
	},
	{
		name: 'a depth of 5,000',
		image: () => imageOf(pax({path: `${deep(5000)}f`}), file('short'), pax({path: `${deep(5000)}g`}), file('short')),
		expected: {},
		check: hasNodes(5003),
	},
	{
		name: '1,000,000 files in one directory',
		image: () => ({layers: [manyEntries(1_000_000, {name: 'd/#######'})]}),
		expected: {},
		doors: {
			stdin: costly, layout: costly, registry: costly, engine: costly,
		},
		deadline: 60,
		check: hasNodes(1_000_002),
	},
	{
		name: '100,000 directories',
		image: () => ({layers: [manyEntries(100_000, {name: 'd#######/', typeflag: '5'})]}),
		expected: {},
		doors: {layout: costly, engine: costly},
		deadline: 30,
		check: hasNodes(100_001),
	},
];

/** Names that lead elsewhere, collide, or cost. */
export const paths: readonly HostileCase[] = [...names, ...links, ...sizes];
