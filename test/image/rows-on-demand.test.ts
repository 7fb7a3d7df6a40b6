import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import test from 'node:test';
import {addLayerNow} from '../../source/image/add-layer.ts';
import {changeAt} from '../../source/image/changes.ts';
import {rootNode, type Lifetimes} from '../../source/image/lifetimes.ts';
import {nodePath} from '../../source/image/nodes.ts';
import {prepareSearch} from '../../source/image/prepare-search.ts';
import {noRows, treeRows, type TreeOptions} from '../../source/image/tree-rows.ts';
import {file, layerOf} from '../helpers/layer-of.ts';
import {createRandom, randomLayers} from '../helpers/random-image.ts';
import {imageOf, nodeOf} from '../helpers/tree-of.ts';

const images = 80;
const decoder = new TextDecoder();

function prepare(lifetimes: Lifetimes): void {
	for (const _ of prepareSearch(lifetimes)) {
		// Nobody waits in between.
	}
}

function childrenOf({parents, nodeCount}: Lifetimes, node: number): number[] {
	return Array.from({length: nodeCount}, (_, other) => other).filter(other => parents[other] === node);
}

/** The rows as their definition has them: everything is looked at again and again. */
function slowly(lifetimes: Lifetimes, {layer, scope, hidden, matches, isOpen}: TreeOptions): Array<[node: number, depth: number]> {
	const isOwn = (node: number) => {
		const change = changeAt(lifetimes, node, layer);
		return change !== undefined && !hidden.has(change) && !(scope === 'layer' && change === 'unchanged');
	};

	const isMatch = (node: number) => isOwn(node) && matches?.(node) === true;
	const holds = (node: number, passes: (node: number) => boolean): boolean => childrenOf(lifetimes, node).some(child => passes(child) || holds(child, passes));
	const isUnfiltered = (node: number) => isOwn(node) || holds(node, isOwn);
	const rowsIn = (folder: number, depth: number, isInMatch: boolean): Array<[number, number]> => childrenOf(lifetimes, folder)
		.toSorted((node, other) => Buffer.compare(nodePath(lifetimes, node), nodePath(lifetimes, other)))
		.filter(node => matches === undefined ? isUnfiltered(node) : isMatch(node) || holds(node, isMatch) || (isInMatch && isUnfiltered(node)))
		.flatMap(node => [[node, depth], ...(isOpen(node, holds(node, isMatch)) ? rowsIn(node, depth + 1, isInMatch || isMatch(node)) : [])]);
	return rowsIn(rootNode, 0, false);
}

const matching: ReadonlyArray<TreeOptions['matches']> = [undefined, node => node % 3 === 0, node => node % 7 === 1, () => false];
const folding: ReadonlyArray<TreeOptions['isOpen']> = [() => true, node => node % 2 === 0, (_, holdsMatch) => holdsMatch];

/** Every way to ask for rows. */
function waysOf({layers}: Lifetimes): TreeOptions[] {
	return layers.flatMap((_, layer) => (['merged', 'layer'] as const).flatMap(scope => matching.flatMap(matches => folding.map(isOpen => ({
		layer, scope, sort: 'name' as const, hidden: new Set(layer % 2 === 0 ? [] : ['unchanged' as const]), matches, isOpen,
	})))));
}

test('rows that are made bit by bit are those of the definition, prepared or not, and so are the places of nodes', () => {
	for (let seed = 1; seed <= images; seed++) {
		const lifetimes = imageOf(...randomLayers(createRandom(seed)).map(entries => layerOf(...entries)));
		const expected = waysOf(lifetimes).map(options => slowly(lifetimes, options));
		for (const isPrepared of [false, true]) {
			for (const [way, options] of waysOf(lifetimes).entries()) {
				assertRows(lifetimes, options, expected[way]!, `seed ${seed}, way ${way}${isPrepared ? ', prepared' : ''}`);
			}

			prepare(lifetimes);
		}
	}
});

function assertRows(lifetimes: Lifetimes, options: TreeOptions, expected: Array<[number, number]>, what: string): void {
	const places = new Map(expected.map(([node], row) => [node, row]));
	const sought = treeRows(lifetimes, options);
	for (let node = lifetimes.nodeCount; node >= -1; node--) {
		assert.equal(sought.rowOf(node), places.get(node) ?? -1, `${what}, node ${node}`);
	}

	const rows = treeRows(lifetimes, options);
	for (const [row, [node, depth]] of expected.entries()) {
		const {count, nodes, depths} = rows.first(row + 1);
		assert.deepEqual([count > row, nodes[row], depths[row]], [true, node, depth], `${what}, row ${row}`);
	}

	assert.equal(rows.first(expected.length + 1).count, expected.length, what);
	assert.equal(rows.count, expected.length, what);
}

test('the first rows are had, and a row that is folded away is known to be none, without looking at all nodes', () => {
	const lifetimes = imageOf(layerOf(...Array.from({length: 50_000}, (_, at) => file(`folder-${Math.floor(at / 100)}/${at}`))));
	for (const isPrepared of [false, true]) {
		const asked = new Set<number>();
		const options = (isUnfolded: boolean): TreeOptions => ({
			layer: 0, scope: 'merged', sort: 'name', hidden: new Set(), isOpen: (_, holdsMatch) => holdsMatch && isUnfolded, matches(node) {
				asked.add(node);
				return true;
			},
		});
		assert.equal(treeRows(lifetimes, options(true)).first(40).nodes[1], nodeOf(lifetimes, '/folder-0/0'));
		assert.equal(treeRows(lifetimes, options(false)).rowOf(nodeOf(lifetimes, '/folder-0/0')), -1);
		assert.ok(asked.size < 10_000, `${asked.size} were looked at${isPrepared ? ', prepared' : ''}`);
		assert.equal(treeRows(lifetimes, options(true)).count, 50_500);
		prepare(lifetimes);
	}
});

test('what is found in a folder may have come long after the folder', () => {
	const between = Array.from({length: 9000}, (_, at) => file(`between/${at}`));
	const lifetimes = imageOf(layerOf(file('a/b/first'), ...between, file('a/b/last')));
	const last = nodeOf(lifetimes, '/a/b/last');
	assertRows(lifetimes, {
		layer: 0, scope: 'merged', sort: 'name', hidden: new Set(), matches: node => node === last, isOpen: (_, holdsMatch) => holdsMatch,
	}, [[nodeOf(lifetimes, '/a'), 0], [nodeOf(lifetimes, '/a/b'), 1], [last, 2]], 'far away');
});

test('a layer that comes while they are made changes nothing of the rows of a lower one', () => {
	for (const matches of [undefined, () => true]) {
		const lifetimes = imageOf(layerOf(file('a/b'), file('c')));
		const rows = treeRows(lifetimes, {
			layer: 0, scope: 'merged', sort: 'name', hidden: new Set(), matches, isOpen: () => true,
		});
		rows.first(1);
		addLayerNow(lifetimes, layerOf(file('a/aa'), file('b'), file('.wh.c')));
		assert.deepEqual(Array.from(rows.nodes.subarray(0, rows.count), node => nodePath(lifetimes, node)).map(path => decoder.decode(path)), ['/a', '/a/b', '/c']);
		assert.equal(rows.rowOf(nodeOf(lifetimes, '/b')), -1);
	}
});

test('there may be no rows at all', () => {
	assert.deepEqual([noRows.count, noRows.first(5).count, noRows.rowOf(1)], [0, 0, -1]);
});
