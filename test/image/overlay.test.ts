import assert from 'node:assert/strict';
import test from 'node:test';
import {changeAt, isOpaqueAt, layerCounts} from '../../source/image/changes.ts';
import type {Lifetimes} from '../../source/image/lifetimes.ts';
import {versionAt, versionFacts} from '../../source/image/versions.ts';
import {
	directory, file, layerOf, symlink, whiteout,
} from '../helpers/layer-of.ts';
import {
	imageOf, nodeOf, pathsOf, warningsOf,
} from '../helpers/tree-of.ts';

const factsAt = (lifetimes: Lifetimes, path: string, layer: number) => versionFacts(lifetimes, versionAt(lifetimes, nodeOf(lifetimes, path), layer));
const base = layerOf(directory('d/'), file('d/old', 'o'), directory('d/sub/'), file('d/sub/deep', 'dd'));

test('each layer has a tree of its own, and a move between them copies nothing', () => {
	const lifetimes = imageOf(layerOf(file('a', '1')), layerOf(file('b', '2')), layerOf(whiteout('.wh.a')));
	assert.deepEqual([0, 1, 2].map(layer => pathsOf(lifetimes, layer)), [['/a'], ['/a', '/b'], ['/b']]);
});

test('a removed directory counts with all that it held', () => {
	const lifetimes = imageOf(base, layerOf(whiteout('.wh.d')));
	assert.deepEqual(pathsOf(lifetimes), []);
	assert.equal(layerCounts(lifetimes, 1).removed, 4);
	assert.equal(layerCounts(lifetimes, 1).added, 0);
	assert.equal(layerCounts(lifetimes, 0).deadBytes, 3);
});

test('an opaque directory hides what is below and is marked, listed or not', () => {
	const listed = imageOf(base, layerOf(directory('d/'), file('d/new'), whiteout('d/.wh..wh..opq')));
	const implied = imageOf(base, layerOf(file('d/new'), whiteout('d/.wh..wh..opq')));
	for (const lifetimes of [listed, implied]) {
		const node = nodeOf(lifetimes, '/d');
		assert.deepEqual(pathsOf(lifetimes), ['/d/', '/d/new']);
		assert.deepEqual([0, 1].map(layer => isOpaqueAt(lifetimes, node, layer)), [false, true]);
		assert.equal(changeAt(lifetimes, node, 1), 'unchanged');
		assert.equal(layerCounts(lifetimes, 1).removed, 3);
		assert.equal(factsAt(lifetimes, '/d', 1).layer, 0);
	}
});

test('a directory that is listed again as it was is unchanged, and still from the layer that made it', () => {
	const lifetimes = imageOf(
		layerOf(directory('d/', {mtime: 1, xattrs: 'x'})),
		layerOf(directory('d/', {mtime: 2, xattrs: 'x'})),
		layerOf(directory('d/', {mtime: 3, xattrs: 'y'})),
	);
	assert.deepEqual([0, 1, 2].map(layer => changeAt(lifetimes, nodeOf(lifetimes, '/d'), layer)), ['added', 'unchanged', 'changed']);
	assert.deepEqual([0, 1, 2].map(layer => factsAt(lifetimes, '/d', layer).layer), [0, 0, 2]);
	assert.deepEqual([0, 1, 2].map(layer => factsAt(lifetimes, '/d', layer).mtime), [1, 2, 3]);
	assert.deepEqual([0, 1, 2].map(layer => layerCounts(lifetimes, layer).changed), [0, 0, 1]);
});

test('a directory is changed by its mode, its user and its group, each alone', () => {
	const lifetimes = imageOf(...[{}, {mode: 0o700}, {mode: 0o700, uid: 1}, {mode: 0o700, uid: 1, gid: 1}].map(facts => layerOf(directory('d/', facts))));
	assert.deepEqual([1, 2, 3].map(layer => changeAt(lifetimes, nodeOf(lifetimes, '/d'), layer)), ['changed', 'changed', 'changed']);
});

test('a file that is listed again as it was is changed', () => {
	const lifetimes = imageOf(layerOf(file('f', 'x')), layerOf(file('f', 'x')));
	assert.equal(changeAt(lifetimes, nodeOf(lifetimes, '/f'), 1), 'changed');
	assert.equal(layerCounts(lifetimes, 0).deadBytes, 1);
});

test('a parent that no layer lists is root\'s, 0755', () => {
	const lifetimes = imageOf(layerOf(file('new/in/f')));
	const {type, mode, uid, gid, implicit} = factsAt(lifetimes, '/new/in', 0);
	assert.deepEqual({
		type, mode, uid, gid, implicit,
	}, {
		type: 'directory', mode: 0o755, uid: 0, gid: 0, implicit: true,
	});
	assert.deepEqual(warningsOf(lifetimes), []);
	assert.equal(layerCounts(lifetimes, 0).added, 3);
});

test('a parent that a layer does not list keeps what it was, with a warning where an engine would not', () => {
	const lifetimes = imageOf(layerOf(directory('tmp/', {mode: 0o1777}), directory('etc/')), layerOf(file('tmp/f'), file('etc/f')));
	assert.equal(factsAt(lifetimes, '/tmp', 1).mode, 0o1777);
	assert.equal(factsAt(lifetimes, '/tmp', 1).disputed, true);
	assert.equal(changeAt(lifetimes, nodeOf(lifetimes, '/tmp'), 1), 'unchanged');
	assert.deepEqual(warningsOf(lifetimes), ['parent-not-listed /tmp']);
});

test('a whiteout of a directory that the layer puts something in leaves a new directory', () => {
	const lifetimes = imageOf(base, layerOf(file('d/y'), whiteout('.wh.d')));
	assert.deepEqual(pathsOf(lifetimes), ['/d/', '/d/y']);
	assert.equal(factsAt(lifetimes, '/d', 1).implicit, true);
	assert.deepEqual(warningsOf(lifetimes), ['parent-not-listed /d']);
});

test('the last entry of a name wins in its layer, and takes with it what was in an earlier directory', () => {
	const lifetimes = imageOf(layerOf(directory('x/'), file('x/in', 'gone'), file('x', 'file'), directory('x/'), file('x/new')));
	assert.deepEqual(pathsOf(lifetimes), ['/x/', '/x/new']);
	assert.deepEqual(warningsOf(lifetimes), ['duplicate-entry /x', 'duplicate-entry /x']);
	assert.equal(layerCounts(lifetimes, 0).deadBytes, 8);
});

test('a directory that its layer lists twice alike is no duplicate', () => {
	assert.deepEqual(warningsOf(imageOf(layerOf(directory('x/'), file('x/f'), directory('x/')))), []);
});

test('a symbolic link of the same layer is followed under the root, one of a lower layer is replaced', () => {
	const same = imageOf(layerOf(directory('usr/'), symlink('lib', '../../usr/lib'), file('lib/f')));
	assert.deepEqual(pathsOf(same), ['/lib', '/usr/', '/usr/lib/', '/usr/lib/f']);
	const lower = imageOf(layerOf(symlink('lib', 'usr/lib')), layerOf(file('lib/f')));
	assert.deepEqual(pathsOf(lower), ['/lib/', '/lib/f']);
	assert.deepEqual(warningsOf(lower), ['parent-not-a-directory /lib']);
});

test('what a symbolic link leads to is found anew for each entry', () => {
	const lifetimes = imageOf(layerOf(symlink('s', 'd/x/..'), file('s/x'), file('s/y')));
	assert.deepEqual(pathsOf(lifetimes), ['/d/', '/d/x/', '/d/y', '/s']);
	assert.deepEqual(warningsOf(lifetimes), ['duplicate-entry /d/x', 'parent-not-a-directory /d/x']);
});

test('a loop of symbolic links ends as a directory', () => {
	const lifetimes = imageOf(layerOf(symlink('a', 'b'), symlink('b', 'a'), file('a/f')));
	assert.equal(pathsOf(lifetimes).filter(path => path.endsWith('/f')).length, 1);
});

test('names are cleaned under the root', () => {
	const lifetimes = imageOf(layerOf(file('../../x'), file('/abs'), file('./a//b/'), file('a/../up')));
	assert.deepEqual(pathsOf(lifetimes), ['/a/', '/a/b', '/abs', '/up', '/x']);
	assert.deepEqual(warningsOf(lifetimes), ['path-outside-root ../../x', 'path-absolute /abs']);
});

test('a layer with absolute names is warned of once, by the first of them that isn\'t the root', () => {
	const lifetimes = imageOf(layerOf(directory('/'), file('a'), file('/b'), file('/c'), file('//d/e')), layerOf(file('f')), layerOf(file('/d/e')));
	assert.deepEqual(warningsOf(lifetimes), ['path-absolute /b', 'path-absolute /d/e']);
	assert.deepEqual(lifetimes.warnings.map(({layer}) => layer), [0, 2]);
});

test('a name that only starts like the opaque whiteout is aufs metadata', () => {
	assert.deepEqual(pathsOf(imageOf(base, layerOf(whiteout('d/.wh..wh..opqx')))), ['/d/', '/d/old', '/d/sub/', '/d/sub/deep']);
});

test('names that are no UTF-8 stay what they are', () => {
	const lifetimes = imageOf(layerOf(file('x'), {type: 'file', name: Uint8Array.of(0xFF)}, {type: 'file', name: Uint8Array.of(0xFE)}));
	assert.equal(layerCounts(lifetimes, 0).added, 3);
});

test('the root is always there, and a layer may change it', () => {
	const lifetimes = imageOf(layerOf(file('f')), layerOf(directory('./', {mode: 0o700})), layerOf(whiteout('.wh..wh..opq')));
	assert.deepEqual([0, 1, 2].map(layer => factsAt(lifetimes, '/', layer).mode), [0o755, 0o700, 0o700]);
	assert.equal(layerCounts(lifetimes, 0).added, 1);
	assert.equal(layerCounts(lifetimes, 1).changed, 1);
	assert.deepEqual(warningsOf(lifetimes), ['whiteout-of-root /']);
});

test('whiteouts that can hide nothing are told apart', () => {
	const lifetimes = imageOf(layerOf(file('a')), layerOf(whiteout('.wh.'), whiteout('.wh..'), whiteout('.wh...'), whiteout('.wh.b'), whiteout('.wh..wh.aufs')));
	assert.deepEqual(pathsOf(lifetimes), ['/a']);
	assert.deepEqual(warningsOf(lifetimes), ['whiteout-malformed .wh.', 'whiteout-malformed .wh..', 'whiteout-malformed .wh...', 'whiteout-of-nothing /b']);
});

test('of very many warnings the first are kept, a few of every code, and all are counted', () => {
	const many = Array.from({length: 3000}, (_, at) => whiteout(`.wh.${at}`));
	const lifetimes = imageOf(layerOf(...many), layerOf(file('q'), file('q')));
	assert.equal(lifetimes.warnings.length, 1001);
	assert.equal(lifetimes.warningCounts.get('whiteout-of-nothing'), 3000);
	assert.deepEqual(warningsOf(lifetimes).at(-1), 'duplicate-entry /q');
});
