import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test} from 'node:test';
import type {LayerIndex} from '../../source/image/layer-index.ts';
import {jsonArray, jsonListing, textListing} from '../../source/report/listing.ts';
import {
	directory, file, hardlink, layerOf, symlink, whiteout,
} from '../helpers/layer-of.ts';
import {imageOf, nodeOf} from '../helpers/tree-of.ts';

type Asked = {readonly path?: string; readonly layer?: number; readonly isRecursive?: boolean};
type Row = Readonly<Record<string, unknown>>;

function optionsFor(layers: readonly LayerIndex[], {path = '/', layer = layers.length - 1, isRecursive = false}: Asked) {
	const lifetimes = imageOf(...layers);
	return [lifetimes, {node: nodeOf(lifetimes, path), layer, isRecursive}] as const;
}

const rowsOf = (layers: readonly LayerIndex[], asked: Asked = {}) => JSON.parse([...jsonListing(...optionsFor(layers, asked))].join('')) as Row[];
const linesOf = (layers: readonly LayerIndex[], asked: Asked = {}) => [...textListing(...optionsFor(layers, asked))].join('').split('\n').slice(0, -1);
const pathsOf = (rows: readonly Row[]) => rows.map(row => row.path);

const base = layerOf(
	directory('etc'),
	file('etc/passwd', 'root', {mode: 0o644, mtime: 1_795_169_520}),
	file('etc/shadow', 'secret', {mode: 0o640, gid: 42}),
	directory('usr'),
	directory('usr/bin'),
	file('usr/bin/su', '#!', {mode: 0o4755}),
);
const changed = layerOf(
	file('etc/passwd', 'root user'),
	whiteout('etc/.wh.shadow'),
	symlink('etc/motd', '../run/motd'),
	hardlink('etc/passwd-', 'etc/passwd'),
);

test('a directory lists what it holds, by name, without what was removed', () => {
	assert.deepEqual(pathsOf(rowsOf([base, changed])), ['/etc', '/usr']);
	assert.deepEqual(pathsOf(rowsOf([base, changed], {path: '/etc'})), ['/etc/motd', '/etc/passwd', '/etc/passwd-']);
	assert.deepEqual(pathsOf(rowsOf([base, changed], {path: '/etc', layer: 0})), ['/etc/passwd', '/etc/shadow']);
});

test('everything below comes with its parents first', () => {
	assert.deepEqual(pathsOf(rowsOf([base], {isRecursive: true})), ['/etc', '/etc/passwd', '/etc/shadow', '/usr', '/usr/bin', '/usr/bin/su']);
});

test('a file lists itself', () => {
	assert.deepEqual(pathsOf(rowsOf([base], {path: '/usr/bin/su'})), ['/usr/bin/su']);
});

test('a row has the documented fields, and no others', () => {
	assert.deepEqual(rowsOf([base], {path: '/etc/passwd'}), [{
		path: '/etc/passwd', type: 'file', mode: '0644', uid: 0, gid: 0, size: 4, mtime: 1_795_169_520, target: null, layer: 0, change: 'added',
	}]);
	assert.equal(rowsOf([base], {path: '/usr/bin/su'})[0]!.mode, '4755');
});

test('a row says where its version comes from and what its layer did to it', () => {
	const of = (path: string, layer: number) => rowsOf([base, changed], {path, layer}).map(({layer: from, change}) => [from, change])[0];
	assert.deepEqual(of('/etc/passwd', 0), [0, 'added']);
	assert.deepEqual(of('/etc/passwd', 1), [1, 'changed']);
	assert.deepEqual(of('/usr/bin/su', 1), [0, 'unchanged']);
	assert.deepEqual(of('/etc/motd', 1), [1, 'added']);
});

test('links show where they lead, and a hard link its content\'s size', () => {
	const [link, , twin] = rowsOf([base, changed], {path: '/etc'});
	assert.deepEqual([link!.type, link!.target], ['symlink', '../run/motd']);
	assert.deepEqual([twin!.type, twin!.target, twin!.size], ['hardlink', 'etc/passwd', 9]);
});

test('something of another kind names its type flag', () => {
	assert.deepEqual(rowsOf([layerOf({type: 'other', name: 'odd'})]).map(({type, typeflag}) => [type, typeflag]), [['other', '7']]);
});

test('a name that is no UTF-8 has its bytes beside it', () => {
	const [row] = rowsOf([layerOf(file(Uint8Array.of(0x62, 0xFF)))]);
	assert.equal(row!.path, String.raw`/b\xff`);
	assert.deepEqual(Buffer.from(String(row!.pathBytes), 'base64'), Buffer.of(0x2F, 0x62, 0xFF));
});

test('as text, a row reads as ls -l does', () => {
	assert.deepEqual(linesOf([base], {path: '/etc'}), [
		'-rw-r--r-- 0:0                 4 2026-11-20 10:12 /etc/passwd',
		'-rw-r----- 0:42                6 1970-01-01 00:00 /etc/shadow',
	]);
	assert.match(linesOf([base, changed], {path: '/etc'})[0]!, /^lrwxrwxrwx .* \/etc\/motd -> \.\.\/run\/motd$/);
	assert.match(linesOf([layerOf({
		type: 'character-device', name: 'null', major: 1, minor: 3,
	})])[0]!, /^crw-r--r-- 0:0 +1, 3 .* \/null$/);
});

test('as text, a name can neither break its line nor the terminal', () => {
	const lines = linesOf([layerOf(file('a\nb\u001B[2J'), symlink('l', 'x\n-rw-r--r-- fake'))]);
	assert.equal(lines.length, 2);
	assert.ok(lines[0]!.endsWith(String.raw`/a\x0ab\x1b[2J`));
	assert.ok(lines[1]!.endsWith(String.raw`/l -> x\x0a-rw-r--r-- fake`));
});

test('an empty list is an empty array', () => {
	assert.deepEqual(rowsOf([layerOf(directory('empty'))], {path: '/empty'}), []);
	assert.equal([...jsonArray([], row => row)].join(''), '[]\n');
});
