import {rootNode, type Lifetimes} from './lifetimes.ts';
import {compareNames} from './sort-by-name.ts';

/** All nodes of an image but the root in the order of an unfolded tree, by name: so that a million rows are made by walking along a column. */
export type TreeWalk = {
	/** How many nodes the image had. */
	readonly nodeCount: number;
	readonly nodes: Int32Array;
	/** By place in `nodes`: the place behind everything that lies in the node. */
	readonly ends: Int32Array;
	/** By place: 0 for what is in the root. */
	readonly depths: Uint16Array;
};

const known = new WeakMap<Lifetimes, TreeWalk>();

/** The walk of an image where it has been prepared since the last layer was merged. */
export function treeWalk(lifetimes: Lifetimes): TreeWalk | undefined {
	const walk = known.get(lifetimes);
	return walk?.nodeCount === lifetimes.nodeCount ? walk : undefined;
}

/** Prepares the walk of an image that is merged, a few thousand nodes at a time; every turn may be followed by a pause. */
export function * prepareTreeWalk(lifetimes: Lifetimes): Generator<void, void> {
	const {nodeCount} = lifetimes;
	const children = yield * childrenByName(lifetimes);
	if (children !== undefined) {
		const walk = yield * walkDown(lifetimes, children);
		if (nodeCount === lifetimes.nodeCount) {
			known.set(lifetimes, walk);
		}
	}
}

const perTurn = 5000;
const deepest = 0xFF_FF;

/** By folder: where its children begin in `nodes`, and behind which place they end. */
type Children = {readonly starts: Int32Array; readonly ends: Int32Array; readonly nodes: Int32Array};

function * childrenByName(lifetimes: Lifetimes): Generator<void, Children | undefined> {
	const {nodeCount, firstChildren, nextSiblings} = lifetimes;
	const starts = new Int32Array(nodeCount);
	const ends = new Int32Array(nodeCount);
	const nodes = new Int32Array(nodeCount);
	const compare = compareNames(lifetimes);
	let used = 0;
	for (let folder = 0, next = perTurn; folder < nodeCount; folder++) {
		starts[folder] = used;
		for (let child = firstChildren[folder]!; child !== -1 && used < nodeCount; child = nextSiblings[child]!) {
			nodes[used++] = child;
		}

		ends[folder] = used;
		if (used > starts[folder]! + 1) {
			sortArrivals(nodes.subarray(starts[folder], used), compare);
		}

		if (used + folder > next) {
			next = used + folder + perTurn;
			yield;
			if (lifetimes.nodeCount !== nodeCount) {
				return undefined;
			}
		}
	}

	return {starts, ends, nodes};
}

/** Sorts nodes of which the one that came last stands first. */
function sortArrivals(nodes: Int32Array, compare: (node: number, other: number) => number): void {
	nodes.reverse();
	for (let at = 1; at < nodes.length; at++) {
		if (compare(nodes[at - 1]!, nodes[at]!) > 0) {
			nodes.sort(compare);
			return;
		}
	}
}

function * walkDown({nodeCount}: Lifetimes, children: Children): Generator<void, TreeWalk> {
	const nodes = new Int32Array(nodeCount - 1);
	const ends = new Int32Array(nodeCount - 1);
	const depths = new Uint16Array(nodeCount - 1);
	// By depth: where the folder stands, and which of its children is next.
	const open: Array<{readonly place: number; next: number; readonly end: number}> = [{place: -1, next: children.starts[rootNode]!, end: children.ends[rootNode]!}];
	let place = 0;
	for (let folder = open.at(-1); folder !== undefined; folder = open.at(-1)) {
		if (folder.next === folder.end) {
			open.pop();
			if (folder.place >= 0) {
				ends[folder.place] = place;
			}

			continue;
		}

		const node = children.nodes[folder.next++]!;
		nodes[place] = node;
		depths[place] = Math.min(open.length - 1, deepest);
		place++;
		if (children.starts[node] === children.ends[node]) {
			ends[place - 1] = place;
		} else {
			open.push({place: place - 1, next: children.starts[node]!, end: children.ends[node]!});
		}

		if (place % perTurn === 0) {
			yield;
		}
	}

	return {
		nodeCount, nodes, ends, depths,
	};
}
