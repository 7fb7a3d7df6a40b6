import {type Lifetimes, rootNode} from './lifetimes.ts';
import {
	addRow, rowsOnDemand, type GrowingRows, type TreeRows,
} from './rows-on-demand.ts';
import {treeFilter, type TreeFilter} from './tree-filter.ts';
import type {TreeOptions} from './tree-options.ts';
import {orderedChildren} from './tree-order.ts';
import {treeWalk, type TreeWalk} from './tree-walk.ts';

export type {TreeOptions, TreeScope} from './tree-options.ts';
export type {TreeSort} from './tree-order.ts';
export {noRows, type TreeRows} from './rows-on-demand.ts';

type Folder = {readonly children: Int32Array; at: number};

const deepest = 0xFF_FF;

/**
The unfolded rows of the tree at a layer; the root has none of its own. Removed nodes are there at the layer that removed
them, under what is in their folder's place. Rows are made as far as they are asked for. Without filters it looks at nothing in a folded folder.
*/
export function treeRows(lifetimes: Lifetimes, options: TreeOptions): TreeRows {
	const filter = treeFilter(lifetimes, options);
	const isOpen = (node: number) => options.isOpen(node, filter.holdsMatch(node));
	const shape = {
		lifetimes, options, isShown: filter.isShown, isOpen,
	};
	const walk = options.sort === 'name' ? treeWalk(lifetimes) : undefined;
	return rowsOnDemand({
		addRows: walk === undefined ? alongFolders(shape) : alongWalk(shape, walk),
		hasRow: node => hasRow(shape, node),
	});
}

type Shape = {
	readonly lifetimes: Lifetimes;
	readonly options: TreeOptions;
	readonly isShown: TreeFilter['isShown'];
	readonly isOpen: (folder: number) => boolean;
};

type AddRows = (rows: GrowingRows, wanted: number) => void;

/** The rows where the order is known already. */
function alongWalk({isShown, isOpen}: Shape, {nodes, ends, depths}: TreeWalk): AddRows {
	let place = 0;
	return (rows, wanted) => {
		while (place < nodes.length && rows.count < wanted) {
			const node = nodes[place]!;
			const end = ends[place]!;
			if (isShown(node)) {
				addRow(rows, node, depths[place]!);
				place = end === place + 1 || isOpen(node) ? place + 1 : end;
			} else {
				place = end;
			}
		}
	};
}

function alongFolders({lifetimes, options, isShown, isOpen}: Shape): AddRows {
	const open: Folder[] = [{children: orderedChildren(lifetimes, rootNode, options), at: 0}];
	return (rows, wanted) => {
		for (let folder = open.at(-1); folder !== undefined && rows.count < wanted; folder = open.at(-1)) {
			const node = nextShown(folder, isShown);
			if (node === undefined) {
				open.pop();
				continue;
			}

			addRow(rows, node, Math.min(open.length - 1, deepest));
			if (lifetimes.firstChildren[node] !== -1 && isOpen(node)) {
				open.push({children: orderedChildren(lifetimes, node, options), at: 0});
			}
		}
	};
}

function nextShown(folder: Folder, isShown: TreeFilter['isShown']): number | undefined {
	while (folder.at < folder.children.length) {
		const node = folder.children[folder.at++]!;
		if (isShown(node)) {
			return node;
		}
	}

	return undefined;
}

/** Whether a node is shown, in folders that are shown and unfolded. */
function hasRow({lifetimes: {parents}, isShown, isOpen}: Shape, node: number): boolean {
	if (node <= rootNode || !isShown(node)) {
		return false;
	}

	for (let at = parents[node]!; at > rootNode; at = parents[at]!) {
		if (!isShown(at) || !isOpen(at)) {
			return false;
		}
	}

	return true;
}
