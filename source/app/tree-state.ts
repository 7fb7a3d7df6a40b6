import {fileCounts} from '../image/file-counts.ts';
import {rootNode, type Lifetimes} from '../image/lifetimes.ts';
import {changedSizes, treeSizes} from '../image/tree-sizes.ts';
import {treeRows, type TreeOptions} from '../image/tree-rows.ts';
import {nodeMatcher} from './filter.ts';
import {isOpen, matchFolding} from './folding.ts';
import {layoutOf} from './layout.ts';
import {keepPlace, select} from './list.ts';
import {stepRows} from './steps.ts';
import type {State, Tree} from './state.ts';

/** How many rows of the tree are on the screen. */
export function treeHeight(state: State): number {
	return layoutOf(state.size, stepRows(state.session).length).treeRows;
}

/** The row of a node, or of the nearest directory above it that has one; 0 where none has. */
function nearestRow({parents}: Lifetimes, {rows}: Tree, node: number): number {
	for (let at = node; at > rootNode; at = parents[at]!) {
		const row = rows.rowOf(at);
		if (row !== -1) {
			return row;
		}
	}

	return 0;
}

/** How many rows there are, or as many as matter while the cursor goes to this one. */
function countTo(state: State, {rows}: Tree, row: number): number {
	return rows.first(row + Math.max(1, treeHeight(state))).count;
}

/** Puts the cursor on a node's row, or the nearest one above it, where it was on the screen. */
function settle(state: State, tree: Tree, node: number): State {
	const {lifetimes} = state.session;
	const row = lifetimes === undefined || node < 0 ? 0 : nearestRow(lifetimes, tree, node);
	return {...state, tree: {...tree, node, cursor: keepPlace(tree.cursor, row, countTo(state, tree, row), treeHeight(state))}};
}

/** Which folding counts now. */
export function foldingKey({filter, scope}: Tree): keyof Tree['folding'] {
	return filter === undefined ? scope : 'filtered';
}

/** What the tree shows, and how, for the rows of a layer that is merged. */
export function treeOptions(tree: Tree, lifetimes: Lifetimes): TreeOptions {
	const {shown: layer, scope, sort, hidden, filter} = tree;
	const folding = tree.folding[foldingKey(tree)];
	return {
		layer, scope, sort, hidden,
		matches: filter === undefined ? undefined : nodeMatcher(filter, lifetimes),
		isOpen: (node, holdsMatch) => isOpen(folding, lifetimes, node, holdsMatch),
	};
}

/** Makes the rows anew, after folding, sorting, hiding or filtering; the cursor stays on its path. Another filter unfolds to what it finds. */
export function rebuildTree(state: State, changes: Partial<Tree> = {}): State {
	const {lifetimes} = state.session;
	const changed = {...state.tree, ...changes};
	const tree = 'filter' in changes ? {...changed, folding: {...changed.folding, filtered: matchFolding}} : changed;
	if (lifetimes === undefined || tree.shown < 0) {
		return {...state, tree};
	}

	const rows = treeRows(lifetimes, treeOptions(tree, lifetimes));
	const top = rows.first(1);
	const isFirst = tree.node === -1 && top.count > 0;
	return settle(state, {...tree, rows}, isFirst ? top.nodes[0]! : tree.node);
}

/** Looks at the selected layer anew, after the layer, the scope or the merged layers changed. */
export function reloadTree(state: State, changes: Partial<Tree> = {}): State {
	const {lifetimes, merged} = state.session;
	const shown = Math.min(state.layer, merged - 1);
	if (lifetimes === undefined || shown < 0) {
		return {...state, tree: {...state.tree, ...changes, shown: -1}};
	}

	const tree = {...state.tree, ...changes};
	const sizes = tree.scope === 'merged' ? treeSizes(lifetimes, shown) : changedSizes(lifetimes, shown);
	return rebuildTree(state, {
		...changes, shown, sizes, ...fileCounts(lifetimes, shown),
	});
}

/** Moves the cursor to a row. */
export function selectRow(state: State, row: number): State {
	const {tree} = state;
	const count = countTo(state, tree, row);
	if (count === 0) {
		return state;
	}

	const cursor = select(tree.cursor, row, count, treeHeight(state));
	const {nodes} = tree.rows.first(cursor.selected + 1);
	return {
		...state, tree: {
			...tree, cursor, node: nodes[cursor.selected]!, isTouched: true,
		},
	};
}
