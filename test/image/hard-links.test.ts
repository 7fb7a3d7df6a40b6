import assert from 'node:assert/strict';
import test from 'node:test';
import {deadBytes, deadPaths, shippedBytes} from '../../source/image/dead-bytes.ts';
import type {Lifetimes} from '../../source/image/lifetimes.ts';
import {treeSizes} from '../../source/image/tree-sizes.ts';
import {versionAt, versionFacts} from '../../source/image/versions.ts';
import {
	directory, file, hardlink, layerOf, whiteout,
} from '../helpers/layer-of.ts';
import {imageOf, nodeOf, warningsOf} from '../helpers/tree-of.ts';

const sizeOf = (lifetimes: Lifetimes, path: string, layer = lifetimes.layers.length - 1) => versionFacts(lifetimes, versionAt(lifetimes, nodeOf(lifetimes, path), layer)).size;

test('a hard link has the size of its content, whose bytes count once', () => {
	const lifetimes = imageOf(layerOf(directory('a/'), file('a/f', '12345'), directory('b/'), hardlink('b/g', 'a/f'), hardlink('b/h', 'b/g')));
	assert.deepEqual([sizeOf(lifetimes, '/b/g'), sizeOf(lifetimes, '/b/h')], [5, 5]);
	assert.equal(shippedBytes(lifetimes), 5);
	const sizes = treeSizes(lifetimes, 0);
	assert.deepEqual(['/', '/a', '/b', '/b/g'].map(path => sizes[nodeOf(lifetimes, path)]), [5, 5, 0, 5]);
});

test('linked bytes are dead only when every name is gone, and the last name buries them', () => {
	const layers = [layerOf(file('f', '12345'), hardlink('g', 'f')), layerOf(whiteout('.wh.f')), layerOf(file('g', 'new'))];
	const alive = imageOf(...layers.slice(0, 2));
	assert.equal(deadBytes(alive), 0);
	assert.equal(treeSizes(alive, 1)[0], 5);
	const dead = imageOf(...layers);
	assert.equal(deadBytes(dead), 5);
	assert.deepEqual(deadPaths(dead).map(({shippedBy, buriedBy}) => [shippedBy, buriedBy]), [[0, 2]]);
});

test('a link into a lower layer keeps its bytes alive', () => {
	const lifetimes = imageOf(layerOf(file('f', '12345')), layerOf(hardlink('g', 'f'), whiteout('.wh.f')));
	assert.equal(sizeOf(lifetimes, '/g'), 5);
	assert.equal(deadBytes(lifetimes), 0);
	assert.deepEqual(warningsOf(lifetimes), ['link-to-lower-layer /g']);
});

test('a link keeps the content that its target had when it was made', () => {
	const lifetimes = imageOf(layerOf(file('f', '1'), hardlink('g', 'f'), file('f', '22')));
	assert.deepEqual([sizeOf(lifetimes, '/f'), sizeOf(lifetimes, '/g')], [2, 1]);
	assert.equal(deadBytes(lifetimes), 0);
});

test('links that engines could not make are shown with a warning', () => {
	const lifetimes = imageOf(layerOf(hardlink('early', 'f'), file('f', '12345'), hardlink('lost', 'nowhere'), directory('d/'), hardlink('folder', 'd'), hardlink('self', 'self')));
	assert.deepEqual(['/early', '/lost', '/folder', '/self'].map(path => sizeOf(lifetimes, path)), [5, 0, 0, 0]);
	assert.deepEqual(warningsOf(lifetimes).toSorted(), ['/early', '/folder', '/lost', '/self'].map(path => `link-to-nothing ${path}`));
});

test('links that lead to each other end', () => {
	const lifetimes = imageOf(layerOf(hardlink('a', 'b'), hardlink('b', 'a')));
	assert.deepEqual([sizeOf(lifetimes, '/a'), sizeOf(lifetimes, '/b')], [0, 0]);
});
