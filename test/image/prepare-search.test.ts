import assert from 'node:assert/strict';
import test from 'node:test';
import type {Lifetimes} from '../../source/image/lifetimes.ts';
import {prepareSearch} from '../../source/image/prepare-search.ts';
import {treeRows, type TreeOptions} from '../../source/image/tree-rows.ts';
import {treeWalk} from '../../source/image/tree-walk.ts';
import {file, layerOf} from '../helpers/layer-of.ts';
import {createRandom, randomLayers} from '../helpers/random-image.ts';
import {imageOf} from '../helpers/tree-of.ts';

const images = 300;

function prepare(lifetimes: Lifetimes): void {
	for (const _ of prepareSearch(lifetimes)) {
		assert.equal(treeWalk(lifetimes), undefined, 'it is used when it is whole');
	}
}

const matching: ReadonlyArray<TreeOptions['matches']> = [undefined, node => node % 3 === 0];
const folding: ReadonlyArray<TreeOptions['isOpen']> = [() => true, () => false, node => node % 2 === 0, (_, holdsMatch) => holdsMatch];
const ways = (['merged', 'layer'] as const).flatMap(scope => matching.flatMap(matches => folding.map(isOpen => ({scope, matches, isOpen}))));

/** Rows in every way that they can be asked for. */
function allRows(lifetimes: Lifetimes): unknown[] {
	return lifetimes.layers.flatMap((_, layer) => ways.map(way => {
		const {count, nodes, depths} = treeRows(lifetimes, {
			...way, layer, sort: 'name', hidden: new Set(layer % 2 === 0 ? [] : ['unchanged' as const]),
		});
		return [nodes.slice(0, count), depths.slice(0, count)];
	}));
}

test('what was prepared gives the same rows', () => {
	for (let seed = 1; seed <= images; seed++) {
		const lifetimes = imageOf(...randomLayers(createRandom(seed)).map(entries => layerOf(...entries)));
		const before = allRows(lifetimes);
		prepare(lifetimes);
		assert.notEqual(treeWalk(lifetimes), undefined);
		assert.deepEqual(allRows(lifetimes), before, `seed ${seed}`);
	}
});

test('a walk that was prepared before another layer came is not used', () => {
	const lifetimes = imageOf(layerOf(file('a')));
	prepare(lifetimes);
	assert.notEqual(treeWalk(lifetimes), undefined);
	assert.equal(treeWalk({...lifetimes, nodeCount: lifetimes.nodeCount + 1}), undefined);
});
