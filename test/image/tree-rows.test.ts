import assert from 'node:assert/strict';
import test from 'node:test';
import {addLayerNow} from '../../source/image/add-layer.ts';
import type {Change, Lifetimes} from '../../source/image/lifetimes.ts';
import {nodeName} from '../../source/image/nodes.ts';
import {treeRows, type TreeOptions} from '../../source/image/tree-rows.ts';
import {
	directory, file, layerOf, whiteout,
} from '../helpers/layer-of.ts';
import {imageOf, nodeOf} from '../helpers/tree-of.ts';

const image = imageOf(
	layerOf(directory('etc/'), file('etc/passwd', '1'), directory('etc/nginx/'), file('etc/nginx/conf', '22'), directory('usr/'), file('usr/big', '4444'), directory('empty/')),
	layerOf(directory('etc/'), file('etc/passwd', '333'), whiteout('usr/.wh.big'), file('usr/a', '1'), directory('usr/')),
);

/** The rows as an outline: two spaces for each level. */
function outline(lifetimes: Lifetimes, options: Partial<TreeOptions> = {}): string[] {
	const rows = treeRows(lifetimes, {
		layer: 1, scope: 'merged', sort: 'name', hidden: new Set(), matches: undefined, isOpen: () => true, ...options,
	});
	return Array.from({length: rows.count}, (_, row) => '  '.repeat(rows.depths[row]!) + name(lifetimes, rows.nodes[row]!));
}

const name = (lifetimes: Lifetimes, node: number): string => new TextDecoder().decode(nodeName(lifetimes, node));
const hidden = (...changes: readonly Change[]): Partial<TreeOptions> => ({hidden: new Set(changes)});

test('the rows are what is unfolded, by name, with what the layer removed', () => {
	assert.deepEqual(outline(image), ['empty', 'etc', '  nginx', '    conf', '  passwd', 'usr', '  a', '  big']);
	assert.deepEqual(outline(image, {layer: 0}), ['empty', 'etc', '  nginx', '    conf', '  passwd', 'usr', '  big']);
	assert.deepEqual(outline(image, {isOpen: () => false}), ['empty', 'etc', 'usr']);
	const etc = nodeOf(image, '/etc');
	assert.deepEqual(outline(image, {isOpen: node => node === etc}), ['empty', 'etc', '  nginx', '  passwd', 'usr']);
});

test('a folder that is folded is never looked into', () => {
	const asked: string[] = [];
	outline(image, {
		isOpen(node) {
			asked.push(name(image, node));
			return false;
		},
	});
	assert.deepEqual(asked.filter(each => !['etc', 'usr', 'empty'].includes(each)), []);
});

test('names are in the order of their bytes', () => {
	const lifetimes = imageOf(layerOf(...['b', 'a', 'ab', 'B', 'a-', 'ä', '10', '9'].map(each => file(each))));
	assert.deepEqual(outline(lifetimes, {layer: 0}), ['10', '9', 'B', 'a', 'a-', 'ab', 'b', 'ä']);
});

test('by size the largest is first, a folder with all that it holds, and what was removed with the size it had', () => {
	assert.deepEqual(outline(image, {layer: 0, sort: 'size'}), ['usr', '  big', 'etc', '  nginx', '    conf', '  passwd', 'empty']);
	assert.deepEqual(outline(image, {sort: 'size'}), ['etc', '  passwd', '  nginx', '    conf', 'usr', '  big', '  a', 'empty']);
});

test('only what the layer changed is shown in its folders', () => {
	assert.deepEqual(outline(image, {scope: 'layer'}), ['etc', '  passwd', 'usr', '  a', '  big']);
	assert.deepEqual(outline(image, {scope: 'layer', isOpen: () => false}), ['etc', 'usr']);
});

test('kinds of change can be left out, but for folders of what is shown', () => {
	assert.deepEqual(outline(image, hidden('unchanged')), ['etc', '  passwd', 'usr', '  a', '  big']);
	assert.deepEqual(outline(image, hidden('removed', 'unchanged')), ['etc', '  passwd', 'usr', '  a']);
	assert.deepEqual(outline(image, hidden('added', 'changed', 'removed')), ['empty', 'etc', '  nginx', '    conf', 'usr']);
	assert.deepEqual(outline(image, hidden('added', 'changed', 'removed', 'unchanged')), []);
});

test('what matches a filter is shown in its folders', () => {
	const isOpen = (_: number, holdsMatch: boolean) => holdsMatch;
	const matches = (node: number) => name(image, node).includes('n');
	assert.deepEqual(outline(image, {matches, isOpen}), ['etc', '  nginx', '    conf']);
	assert.deepEqual(outline(image, {matches, isOpen: () => false}), ['etc']);
	assert.deepEqual(outline(image, {matches: node => name(image, node) === 'big', isOpen}), ['usr', '  big']);
});

test('a folder that matches can be looked into, as far as its contents are shown at all', () => {
	const matches = (node: number) => name(image, node) === 'etc';
	assert.deepEqual(outline(image, {matches, isOpen: (_, holdsMatch) => holdsMatch}), ['etc']);
	assert.deepEqual(outline(image, {matches}), ['etc', '  nginx', '    conf', '  passwd']);
	assert.deepEqual(outline(image, {matches, ...hidden('unchanged')}), []);
	assert.deepEqual(outline(image, {matches: node => name(image, node) === 'usr', layer: 0, ...hidden('unchanged')}), ['usr', '  big']);
});

test('rows follow when another layer is merged', () => {
	const lifetimes = imageOf(layerOf(file('b'), file('a')));
	assert.deepEqual(outline(lifetimes, {layer: 0}), ['a', 'b']);
	addLayerNow(lifetimes, layerOf(file('aa', 'large')));
	assert.deepEqual(outline(lifetimes), ['a', 'aa', 'b']);
	assert.deepEqual(outline(lifetimes, {sort: 'size'}), ['aa', 'a', 'b']);
});

test('a directory that became a file shows what it held as removed', () => {
	const lifetimes = imageOf(layerOf(directory('d/'), file('d/f')), layerOf(file('d')));
	assert.deepEqual(outline(lifetimes), ['d', '  f']);
	assert.deepEqual(outline(lifetimes, {layer: 0}), ['d', '  f']);
});
