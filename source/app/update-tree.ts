import {rootNode, type Change, type Lifetimes} from '../image/lifetimes.ts';
import {treeFilter} from '../image/tree-filter.ts';
import {
	reveal, toDepth, turn, type Folding,
} from './folding.ts';
import {rowsOf, type Motion} from './list.ts';
import type {State} from './state.ts';
import {isDirectoryAt} from './tree-facts.ts';
import {
	foldingKey, rebuildTree, reloadTree, selectRow, treeHeight, treeOptions,
} from './tree-state.ts';

/** The node on the cursor's row, or -1 in an empty tree. */
export function selectedNode({tree: {rows, cursor}}: State): number {
	const {count, nodes} = rows.first(cursor.selected + 1);
	return cursor.selected < count ? nodes[cursor.selected]! : -1;
}

/** Moves the cursor; only a number changes. */
export function moveTree(state: State, motion: Motion): State {
	const {cursor, rows} = state.tree;
	// Only the last row is so far away that all must be made.
	const {count} = motion === 'last' ? rows : rows.first(cursor.selected + 1);
	return selectRow(state, cursor.selected + rowsOf(motion, count, treeHeight(state)));
}

/** Whether the children of a row are on the screen below it. */
function isUnfolded({tree: {rows}}: State, row: number): boolean {
	const {count, depths} = rows.first(row + 2);
	return row + 1 < count && depths[row + 1]! > depths[row]!;
}

function foldingOf({tree}: State): Folding {
	return tree.folding[foldingKey(tree)];
}

function withFolding({tree}: State, changed: Folding): State['tree']['folding'] {
	return {...tree.folding, [foldingKey(tree)]: changed};
}

function withTurned(state: State, node: number): State {
	return rebuildTree({...state, tree: {...state.tree, node, isTouched: true}}, {folding: withFolding(state, turn(foldingOf(state), node))});
}

/** Whether a directory is unfolded by its own state, even if it is empty. */
function isTurnedOpen({tree, session: {lifetimes}}: State, node: number): boolean {
	if (lifetimes === undefined || tree.shown < 0) {
		return false;
	}

	const options = treeOptions(tree, lifetimes);
	return options.isOpen(node, treeFilter(lifetimes, options).holdsMatch(node));
}

/** Folds or unfolds the directory under the cursor. */
export function turnSelected(state: State): State {
	const node = selectedNode(state);
	return node >= 0 && isDirectoryAt(state, node) ? withTurned(state, node) : state;
}

/** Right: unfolds a directory, or goes to its first child. */
export function unfold(state: State): State {
	const node = selectedNode(state);
	if (node < 0 || !isDirectoryAt(state, node)) {
		return state;
	}

	if (!isTurnedOpen(state, node) && !isUnfolded(state, state.tree.cursor.selected)) {
		return withTurned(state, node);
	}

	return isUnfolded(state, state.tree.cursor.selected) ? selectRow(state, state.tree.cursor.selected + 1) : state;
}

/** Left: folds a directory, or goes to the one that this row lies in. */
export function fold(state: State): State {
	const node = selectedNode(state);
	if (node < 0) {
		return state;
	}

	const {rows, cursor} = state.tree;
	if (isUnfolded(state, cursor.selected)) {
		return withTurned(state, node);
	}

	const {depths} = rows.first(cursor.selected + 1);
	for (let row = cursor.selected - 1; row >= 0; row--) {
		if (depths[row]! < depths[cursor.selected]!) {
			return selectRow(state, row);
		}
	}

	return state;
}

/** Folds or unfolds everything to a depth. */
export function foldToDepth(state: State, depth: number): State {
	return rebuildTree(state, {folding: withFolding(state, toDepth(depth))});
}

/** Switches between the merged files and what the layer changed. */
export function switchScope(state: State): State {
	return reloadTree(state, {scope: state.tree.scope === 'merged' ? 'layer' : 'merged'});
}

/** Shows or hides what a layer left, added, changed or removed. */
export function hideChange(state: State, change: Change): State {
	const hidden = new Set(state.tree.hidden);
	if (!hidden.delete(change)) {
		hidden.add(change);
	}

	return rebuildTree(state, {hidden});
}

/** Goes to a node, unfolding what it lies in and giving up a filter that hides it. */
export function goTo(state: State, node: number): State {
	const {lifetimes} = state.session;
	if (lifetimes === undefined || node === rootNode) {
		return state;
	}

	const revealed = revealNode(state, lifetimes, node);
	const isHidden = revealed.tree.rows.rowOf(node) === -1;
	const shown = isHidden ? revealNode({...state, tree: {...state.tree, filter: undefined, hidden: new Set()}}, lifetimes, node) : revealed;
	return selectRow(shown, Math.max(0, shown.tree.rows.rowOf(node)));
}

function revealNode(state: State, lifetimes: Lifetimes, node: number): State {
	const folding = reveal(foldingOf(state), lifetimes, lifetimes.parents[node]!, at => isTurnedOpen(state, at));
	return rebuildTree(state, {folding: withFolding(state, folding)});
}

/** Gives up the filter; the cursor stays on what it found. */
export function clearFilter(state: State): State {
	const node = selectedNode(state);
	const cleared = rebuildTree(state, {filter: undefined});
	return node < 0 ? cleared : goTo(cleared, node);
}
