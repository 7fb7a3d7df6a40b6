import {changeAt} from '../image/changes.ts';
import {rootNode, type Lifetimes} from '../image/lifetimes.ts';
import {treeRows, type TreeRows} from '../image/tree-rows.ts';
import {layerName} from './layer-name.ts';
import {nodeMatcher} from './filter.ts';
import {matchFolding} from './folding.ts';
import type {State} from './state.ts';
import {selectRow, treeOptions} from './tree-state.ts';
import {goTo, selectedNode} from './update-tree.ts';

type Stops = {
	/** Every change of the layer and the directories they lie in, unfolded. */
	readonly all: TreeRows;
	/** By node: its row of `all`. */
	readonly places: ReadonlyMap<number, number>;
	/** By row of `all`: whether the change is one to stop at. */
	readonly isStop: (row: number) => boolean;
};

/** A change to stop at: what came or went with its directory isn't one of its own. */
function isOwnChange(lifetimes: Lifetimes, node: number, layer: number): boolean {
	const change = changeAt(lifetimes, node, layer);
	if (change === undefined || change === 'unchanged') {
		return false;
	}

	const parent = lifetimes.parents[node]!;
	return change === 'changed' || parent <= rootNode || changeAt(lifetimes, parent, layer) !== change;
}

function stopsOf(lifetimes: Lifetimes, {tree}: State): Stops {
	const {shown: layer, sort} = tree;
	const all = treeRows(lifetimes, {
		layer, scope: 'layer', sort, hidden: new Set(), matches: undefined, isOpen: () => true,
	});
	const places = new Map(Array.from(all.nodes.subarray(0, all.count), (node, row) => [node, row]));
	return {all, places, isStop: row => isOwnChange(lifetimes, all.nodes[row]!, layer)};
}

function subtreeEnd({depths, count}: TreeRows, row: number): number {
	let end = row + 1;
	while (end < count && depths[end]! > depths[row]!) {
		end++;
	}

	return end;
}

type Jump = {readonly by: -1 | 1; /** Whether the jump starts at the row. */ readonly isStart: boolean};

/** The stop that a visible row stands for: itself, or one that is folded away below it. */
function stopAt({rows}: State['tree'], {all, places, isStop}: Stops, row: number, {by, isStart}: Jump): number | undefined {
	const {count, nodes, depths} = rows.first(row + 2);
	const at = places.get(nodes[row]!);
	if (at === undefined) {
		return undefined;
	}

	const isUnfolded = row + 1 < count && depths[row + 1]! > depths[row]!;
	const own = isStart ? at + 1 : at;
	// What lies below the row where the jump starts comes after it, so it is no stop on the way back.
	const last = isStart && by === -1 ? own : (isUnfolded ? at + 1 : subtreeEnd(all, at));
	const first = by === 1 ? own : last - 1;
	for (let candidate = first; candidate >= own && candidate < last; candidate += by) {
		if (isStop(candidate)) {
			return all.nodes[candidate];
		}
	}

	return undefined;
}

/** Goes to the next or previous change of the layer, unfolding what it lies in. */
export function jumpToChange(state: State, by: -1 | 1): State {
	const {lifetimes} = state.session;
	const {rows, cursor, shown} = state.tree;
	if (lifetimes === undefined || shown < 0 || rows.count === 0) {
		return state;
	}

	const stops = stopsOf(lifetimes, state);
	for (let row = cursor.selected; row >= 0 && row < rows.count; row += by) {
		const node = stopAt(state.tree, stops, row, {by, isStart: row === cursor.selected});
		if (node !== undefined) {
			return goTo(state, node);
		}
	}

	const text = `no change of ${layerName(state.session, shown)} ${by === 1 ? 'below' : 'above'}`;
	return {...state, notice: {text, isProblem: false}};
}

/** Goes to the next or previous match of the filter, around the end, unfolding what it lies in. */
export function jumpToMatch(state: State, by: -1 | 1): State {
	const {lifetimes} = state.session;
	const {filter, rows, cursor} = state.tree;
	if (filter === undefined || lifetimes === undefined || rows.first(1).count === 0) {
		const text = filter === undefined ? 'no filter yet: / sets one' : 'nothing matches';
		return {...state, notice: {text, isProblem: false}};
	}

	const all = allMatches(state.tree, lifetimes);
	const isMatch = nodeMatcher(filter, lifetimes) ?? (() => false);
	const from = all === rows ? cursor.selected : all.rowOf(selectedNode(state));
	const ahead = matchingRow(all, isMatch, from + by, by);
	const row = ahead === -1 ? matchingRow(all, isMatch, by === 1 ? 0 : all.count - 1, by) : ahead;
	if (row === -1) {
		return {...state, notice: {text: 'nothing matches', isProblem: false}};
	}

	return all === rows ? selectRow(state, row) : goTo(state, all.first(row + 1).nodes[row]!);
}

/** The nearest match from a row on to the end of the rows; -1 where there is none. */
function matchingRow(rows: TreeRows, isMatch: (node: number) => boolean, from: number, by: -1 | 1): number {
	for (let row = from; row >= 0 && row < rows.first(row + 1).count; row += by) {
		if (isMatch(rows.first(row + 1).nodes[row]!)) {
			return row;
		}
	}

	return -1;
}

/** The rows with every match: those of the tree, unless the user folded some away. */
function allMatches(tree: State['tree'], lifetimes: Lifetimes): TreeRows {
	return tree.folding.filtered === matchFolding ? tree.rows : treeRows(lifetimes, {...treeOptions(tree, lifetimes), isOpen: (_, holdsMatch) => holdsMatch});
}
