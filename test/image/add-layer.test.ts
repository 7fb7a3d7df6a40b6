import assert from 'node:assert/strict';
import test from 'node:test';
import {addLayer, addLayerNow, createLifetimes} from '../../source/image/add-layer.ts';
import {layerCounts} from '../../source/image/changes.ts';
import {deadBytes} from '../../source/image/dead-bytes.ts';
import {findNode, nodePath} from '../../source/image/nodes.ts';
import {treeSizes} from '../../source/image/tree-sizes.ts';
import {
	directory, file, hardlink, layerOf, symlink,
} from '../helpers/layer-of.ts';
import {pathsOf} from '../helpers/tree-of.ts';

const many = (content: string) => layerOf(directory('d/'), ...Array.from({length: 10_000}, (_, at) => file(`d/file-${at}`, content)));

test('an image without layers has only its root', () => {
	const lifetimes = createLifetimes();
	assert.deepEqual([lifetimes.nodeCount, lifetimes.versionCount], [1, 0]);
	assert.deepEqual(nodePath(lifetimes, 0), Uint8Array.of(0x2F));
});

test('a layer that is being merged is not seen until it is whole', () => {
	const lifetimes = createLifetimes();
	addLayerNow(lifetimes, many('x'));
	const pathsBefore = pathsOf(lifetimes);
	const countsBefore = layerCounts(lifetimes, 0);
	let turns = 0;
	for (const _ of addLayer(lifetimes, many('yy'))) {
		turns++;
		assert.equal(lifetimes.layers.length, 1);
		assert.deepEqual(layerCounts(lifetimes, 0), countsBefore);
		assert.equal(treeSizes(lifetimes, 0)[0], 10_000);
		assert.equal(deadBytes(lifetimes), 0);
	}

	assert.ok(turns >= 2);
	assert.deepEqual(pathsOf(lifetimes, 0), pathsBefore);
	assert.equal(lifetimes.layers.length, 2);
	assert.equal(layerCounts(lifetimes, 1).changed, 10_000);
	assert.equal(deadBytes(lifetimes), 10_000);
});

test('a layer without entries changes nothing', () => {
	const lifetimes = createLifetimes();
	addLayerNow(lifetimes, layerOf(file('f')));
	addLayerNow(lifetimes, layerOf());
	assert.deepEqual(pathsOf(lifetimes), ['/f']);
	assert.deepEqual(layerCounts(lifetimes, 1), {
		entries: 0, size: 0, added: 0, changed: 0, removed: 0, deadBytes: 0,
	});
});

test('every node is found by its path, however many there are', () => {
	const lifetimes = createLifetimes();
	addLayerNow(lifetimes, many('x'));
	for (let node = 0; node < lifetimes.nodeCount; node++) {
		assert.equal(findNode(lifetimes, nodePath(lifetimes, node)), node);
	}

	assert.equal(findNode(lifetimes, new TextEncoder().encode('/d/file')), undefined);
});

test('entries with long names, and links behind long links, give others a turn', () => {
	const deep = (last: string) => `${'d/'.repeat(50_000)}${last}`;
	const turnsOf = (...layers: ReadonlyArray<ReturnType<typeof layerOf>>) => {
		const lifetimes = createLifetimes();
		return layers.map(layer => [...addLayer(lifetimes, layer)].length).at(-1)!;
	};

	assert.ok(turnsOf(layerOf(...['a', 'b', 'c', 'd'].map(name => file(deep(name))))) >= 1);
	const lower = layerOf(file('f'), symlink('l', '.'));
	assert.ok(turnsOf(lower, layerOf(...Array.from({length: 64}, (_, at) => hardlink(`h${at}`, `${'l/'.repeat(40)}f`)))) >= 3);
});

test('a warning keeps no path that is very long', () => {
	const lifetimes = createLifetimes();
	const name = `${'d/'.repeat(40_000)}f`;
	addLayerNow(lifetimes, layerOf(file(name), file(name), file(`../${name}`)));
	assert.deepEqual(lifetimes.warnings.map(({code, path}) => [code, path]), [
		['duplicate-entry', undefined], ['path-outside-root', undefined], ['duplicate-entry', undefined],
	]);
	assert.match(lifetimes.warnings[0]!.message, /longer than 64 KiB/);
});
