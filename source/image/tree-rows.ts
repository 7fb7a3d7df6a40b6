import {isThere} from './changes.ts';
import {grown} from './grown.ts';
import {type Lifetimes, rootNode} from './lifetimes.ts';
import {filterTree, holdsMatch, isShown} from './tree-filter.ts';
import type {TreeOptions} from './tree-options.ts';
import {orderedChildren} from './tree-order.ts';
import {treeWalk, type TreeWalk} from './tree-walk.ts';

export type {TreeOptions, TreeScope} from './tree-options.ts';
export type {TreeSort} from './tree-order.ts';

/** The rows of a tree from top to bottom; columns may be longer than `count`. */
export type TreeRows = {
	readonly count: number;
	readonly nodes: Int32Array;
	/** 0 for what is in the root. */
	readonly depths: Uint16Array;
};

type Folder = {readonly children: Int32Array; at: number};

const deepest = 0xFF_FF;

/**
The unfolded rows of the tree at a layer; the root has none of its own. Removed nodes are there at the layer that removed
them, under what is in their folder's place. Without filters it looks at nothing in a folded folder.
*/
export function treeRows(lifetimes: Lifetimes, options: TreeOptions): TreeRows {
	const marks = filterTree(lifetimes, options);
	const walk = options.sort === 'name' ? treeWalk(lifetimes) : undefined;
	return walk === undefined ? rowsOfFolders(lifetimes, options, marks) : rowsOfWalk(lifetimes, options, marks, walk);
}

/** The rows where the order is known already. */
function rowsOfWalk(lifetimes: Lifetimes, options: TreeOptions, marks: Uint8Array | undefined, {nodes, ends, depths}: TreeWalk): TreeRows {
	// Room for all costs nothing until it is used, and growing copies everything.
	const rows = createRows(nodes.length);
	for (let place = 0; place < nodes.length;) {
		const node = nodes[place]!;
		const end = ends[place]!;
		if (!(marks === undefined ? isThere(lifetimes, node, options.layer) : isShown(marks, node))) {
			place = end;
			continue;
		}

		addRow(rows, node, depths[place]!);
		place = end === place + 1 || options.isOpen(node, holdsMatch(marks, node, options)) ? place + 1 : end;
	}

	return rows;
}

function createRows(room = 256) {
	return {count: 0, nodes: new Int32Array(room), depths: new Uint16Array(room)};
}

function rowsOfFolders(lifetimes: Lifetimes, options: TreeOptions, marks: Uint8Array | undefined): TreeRows {
	const rows = createRows();
	const open: Folder[] = [{children: orderedChildren(lifetimes, rootNode, options), at: 0}];
	for (let folder = open.at(-1); folder !== undefined; folder = open.at(-1)) {
		const node = nextShown(lifetimes, folder, options.layer, marks);
		if (node === undefined) {
			open.pop();
			continue;
		}

		addRow(rows, node, Math.min(open.length - 1, deepest));
		if (lifetimes.firstChildren[node] !== -1 && options.isOpen(node, holdsMatch(marks, node, options))) {
			open.push({children: orderedChildren(lifetimes, node, options), at: 0});
		}
	}

	return rows;
}

function nextShown(lifetimes: Lifetimes, folder: Folder, layer: number, marks: Uint8Array | undefined): number | undefined {
	while (folder.at < folder.children.length) {
		const node = folder.children[folder.at++]!;
		if (marks === undefined ? isThere(lifetimes, node, layer) : isShown(marks, node)) {
			return node;
		}
	}

	return undefined;
}

function addRow(rows: ReturnType<typeof createRows>, node: number, depth: number): void {
	if (rows.count === rows.nodes.length) {
		rows.nodes = grown(rows.nodes, rows.count + 1);
		rows.depths = grown(rows.depths, rows.count + 1);
	}

	rows.nodes[rows.count] = node;
	rows.depths[rows.count] = depth;
	rows.count++;
}
