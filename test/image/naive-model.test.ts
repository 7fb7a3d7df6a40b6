import assert from 'node:assert/strict';
import test from 'node:test';
import {changeAt, layerCounts} from '../../source/image/changes.ts';
import {deadBytes, deadPaths, shippedBytes} from '../../source/image/dead-bytes.ts';
import type {Lifetimes} from '../../source/image/lifetimes.ts';
import {nodePath} from '../../source/image/nodes.ts';
import {changedSizes, treeSizes} from '../../source/image/tree-sizes.ts';
import {
	contentVersion, entryOf, versionAt, versionFacts,
} from '../../source/image/versions.ts';
import {layerOf} from '../helpers/layer-of.ts';
import {
	contentOf, isFolder, naiveImage, type NaiveItem, type NaiveTree,
} from '../helpers/naive-image.ts';
import {createRandom, randomLayers} from '../helpers/random-image.ts';
import {imageOf} from '../helpers/tree-of.ts';

const images = 1000;

test('any image is what the naive model makes of it', () => {
	for (let seed = 1; seed <= images; seed++) {
		const layers = randomLayers(createRandom(seed));
		const lifetimes = imageOf(...layers.map(entries => layerOf(...entries)));
		const {trees, items} = naiveImage(layers);
		try {
			for (const [layer, tree] of trees.entries()) {
				const before = trees[layer - 1] ?? new Map<string, NaiveItem>();
				assert.deepEqual(treeAt(lifetimes, layer), naiveRows(tree), `the tree at layer ${layer}`);
				assert.deepEqual(changesAt(lifetimes, layer), naiveChanges(tree, before), `the changes at layer ${layer}`);
				assert.deepEqual(countsAt(lifetimes, layer), naiveCounts(tree, before), `the counts at layer ${layer}`);
				assert.deepEqual(sizesAt(lifetimes, treeSizes(lifetimes, layer), layer), naiveSizes(tree), `the sizes at layer ${layer}`);
				assert.deepEqual(changedSizes(lifetimes, layer)[0], naiveTotal([...tree.values()].filter(item => item.layer === layer)), `the changed size at layer ${layer}`);
			}

			assertDeadBytes(lifetimes, trees, items);
		} catch (error) {
			throw new Error(`Seed ${seed}: ${JSON.stringify(layers)}`, {cause: error});
		}
	}
});

const pathOf = (lifetimes: Lifetimes, node: number): string => new TextDecoder().decode(nodePath(lifetimes, node)).slice(1);

function nodesBut(lifetimes: Lifetimes): number[] {
	return Array.from({length: lifetimes.nodeCount - 1}, (_, at) => at + 1);
}

/** Each path with where it is from, its mode, and where its content is. */
function treeAt(lifetimes: Lifetimes, layer: number): string[] {
	return nodesBut(lifetimes).filter(node => versionAt(lifetimes, node, layer) !== -1).map(node => {
		const version = versionAt(lifetimes, node, layer);
		const {type, mode, size, implicit} = versionFacts(lifetimes, version);
		const content = entryOf(lifetimes, contentVersion(lifetimes, version));
		return type === 'directory' ? `${pathOf(lifetimes, node)}/ ${mode} ${implicit}` : `${pathOf(lifetimes, node)} ${type} ${size} ${content.layer}.${content.entry}`;
	}).toSorted();
}

function naiveRows(tree: NaiveTree): string[] {
	return [...tree.values()].map(item => {
		const content = contentOf(item);
		return isFolder(item)
			? `${item.path}/ ${item.entry.mode} ${item.position === undefined}`
			: `${item.path} ${item.entry.type} ${content.entry.size ?? 0} ${content.layer}.${content.position}`;
	}).toSorted();
}

function changesAt(lifetimes: Lifetimes, layer: number): string[] {
	return nodesBut(lifetimes).map(node => `${pathOf(lifetimes, node)} ${changeAt(lifetimes, node, layer)}`).filter(row => !row.endsWith(' undefined')).toSorted();
}

function naiveChanges(tree: NaiveTree, before: NaiveTree): string[] {
	return [...new Set([...tree.keys(), ...before.keys()])].map(path => `${path} ${naiveChange(tree.get(path), before.get(path))}`).toSorted();
}

function naiveChange(item: NaiveItem | undefined, before: NaiveItem | undefined): string {
	if (item === undefined || before === undefined) {
		return item === undefined ? 'removed' : 'added';
	}

	const isSameFolder = isFolder(item) && isFolder(before) && item.entry.mode === before.entry.mode;
	return item === before || isSameFolder ? 'unchanged' : 'changed';
}

function countsAt(lifetimes: Lifetimes, layer: number) {
	const {added, changed, removed} = layerCounts(lifetimes, layer);
	return {added, changed, removed};
}

function naiveCounts(tree: NaiveTree, before: NaiveTree) {
	const changes = naiveChanges(tree, before).map(row => row.split(' ')[1]!);
	const count = (change: string) => changes.filter(each => each === change).length;
	return {added: count('added'), changed: count('changed'), removed: count('removed')};
}

function sizesAt(lifetimes: Lifetimes, sizes: Float64Array, layer: number): string[] {
	return nodesBut(lifetimes).filter(node => versionAt(lifetimes, node, layer) !== -1).map(node => `${pathOf(lifetimes, node)} ${sizes[node]}`).toSorted();
}

function naiveSizes(tree: NaiveTree): string[] {
	const counted = countedNames([...tree.values()]);
	return [...tree.values()].map(item => {
		const held = counted.filter(({path}) => path.startsWith(`${item.path}/`));
		return `${item.path} ${isFolder(item) ? held.reduce((sum, each) => sum + bytesOf(each), 0) : bytesOf(item)}`;
	}).toSorted();
}

const bytesOf = (item: NaiveItem): number => contentOf(item).entry.size ?? 0;

function naiveTotal(items: readonly NaiveItem[]): number {
	return countedNames(items).reduce((sum, item) => sum + bytesOf(item), 0);
}

/** One name for each content: the one it was listed by, else the first link. */
function countedNames(items: readonly NaiveItem[]): NaiveItem[] {
	const inOrder = items.filter(item => !isFolder(item)).toSorted((one, other) => one.layer - other.layer || one.position! - other.position!);
	const contents = new Set(inOrder.map(item => contentOf(item)));
	return [...contents].map(content => inOrder.includes(content) ? content : inOrder.find(item => contentOf(item) === content)!);
}

function assertDeadBytes(lifetimes: Lifetimes, trees: readonly NaiveTree[], items: readonly NaiveItem[]): void {
	const files = items.filter(item => item.entry.type === 'file');
	const seen = new Set([...trees.at(-1)!.values()].map(item => contentOf(item)));
	const dead = files.filter(item => !seen.has(item) && bytesOf(item) > 0);
	const total = (some: readonly NaiveItem[]) => some.reduce((sum, item) => sum + bytesOf(item), 0);
	assert.equal(shippedBytes(lifetimes), total(files));
	assert.equal(deadBytes(lifetimes), total(dead));
	assert.equal(treeSizes(lifetimes, trees.length - 1)[0], total(files) - total(dead));

	const lastSeen = (content: NaiveItem) => Math.max(
		...items.filter(item => contentOf(item) === content).map(item => item.layer),
		...trees.map((tree, layer) => [...tree.values()].some(item => contentOf(item) === content) ? layer + 1 : 0),
	);
	assert.deepEqual(
		deadPaths(lifetimes).map(({path, bytes, shippedBy, buriedBy}) => `${new TextDecoder().decode(path)} ${bytes} ${shippedBy} ${buriedBy}`).toSorted(),
		dead.map(item => `/${item.path} ${bytesOf(item)} ${item.layer} ${lastSeen(item)}`).toSorted(),
	);
}
