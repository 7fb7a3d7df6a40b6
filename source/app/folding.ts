import {rootNode, type Lifetimes} from '../image/lifetimes.ts';

/** Which directories are unfolded: those above a depth, or those that hold what a filter finds, but for the ones that the user turned. */
export type Folding = {
	/** The root's children are at depth 1; a directory is open where its depth is less than this. */
	readonly depth: number | 'matches';
	readonly turned: ReadonlySet<number>;
};

/** The root unfolded one level. */
export const startFolding: Folding = {depth: 1, turned: new Set()};

/** Unfolded to what a filter finds. */
export const matchFolding: Folding = {depth: 'matches', turned: new Set()};

function depthOf(lifetimes: Lifetimes, node: number): number {
	let depth = 0;
	for (let at = node; at !== rootNode; at = lifetimes.parents[at]!) {
		depth++;
	}

	return depth;
}

/** Whether a directory's children are shown. The root's always are. */
export function isOpen({depth, turned}: Folding, lifetimes: Lifetimes, node: number, holdsMatch: boolean): boolean {
	const isDeepEnough = depth === 'matches' ? holdsMatch : depthOf(lifetimes, node) < depth;
	return node === rootNode || isDeepEnough !== turned.has(node);
}

/** Turns one directory. */
export function turn(folding: Folding, node: number): Folding {
	const turned = new Set(folding.turned);
	if (!turned.delete(node)) {
		turned.add(node);
	}

	return {...folding, turned};
}

/** Unfolds a directory and all that it lies in; `isOpenNow` tells which of them are. */
export function reveal(folding: Folding, {parents}: Lifetimes, node: number, isOpenNow: (node: number) => boolean): Folding {
	let opened = folding;
	for (let at = node; at !== rootNode; at = parents[at]!) {
		opened = isOpenNow(at) ? opened : turn(opened, at);
	}

	return opened;
}

/** Folds or unfolds all to a depth: 1 shows only what lies in the root. */
export function toDepth(depth: number): Folding {
	return {depth, turned: new Set()};
}
