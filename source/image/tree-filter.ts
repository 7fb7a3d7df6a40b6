import {changeAt, isThere} from './changes.ts';
import {type Change, type Lifetimes, rootNode} from './lifetimes.ts';
import {searchBelow} from './search-below.ts';
import type {TreeOptions} from './tree-options.ts';

/** What is shown of a tree; looks only at what it is asked of, and never twice in vain. */
export type TreeFilter = {
	/** Whether a node has a row, where its folders are unfolded. */
	readonly isShown: (node: number) => boolean;
	/** Whether something in a folder passes the filter; without a filter nothing does. */
	readonly holdsMatch: (folder: number) => boolean;
};

/** What would be shown without a filter: for its own sake, or also for something in it. */
type Unfiltered = {readonly isOwn: (node: number) => boolean; readonly isShown: (node: number) => boolean};

type KnownFilter = {
	readonly key: string;
	readonly unfiltered: Unfiltered;
	readonly matches: TreeOptions['matches'];
	readonly filter: TreeFilter;
};

const known = new WeakMap<Lifetimes, KnownFilter>();

/** What is shown of the whole tree; what has been found out is kept while only folders are folded and unfolded. */
export function treeFilter(lifetimes: Lifetimes, options: TreeOptions): TreeFilter {
	const {layer, scope, hidden, matches} = options;
	const key = [scope, layer, lifetimes.layers.length, ...[...hidden].toSorted()].join(' ');
	const last = known.get(lifetimes);
	const kept = last?.key === key ? last : undefined;
	if (kept !== undefined && kept.matches === matches) {
		return kept.filter;
	}

	const unfiltered = kept?.unfiltered ?? withoutFilter(lifetimes, options);
	const filter = matches === undefined ? {isShown: unfiltered.isShown, holdsMatch: () => false} : withFilter(lifetimes, unfiltered, matches);
	known.set(lifetimes, {
		key, unfiltered, matches, filter,
	});
	return filter;
}

function withoutFilter(lifetimes: Lifetimes, {layer, scope, hidden}: TreeOptions): Unfiltered {
	if (scope === 'merged' && hidden.size === 0) {
		const isOwn = (node: number) => isThere(lifetimes, node, layer);
		// Nothing is there in what isn't.
		return {isOwn, isShown: isOwn};
	}

	const isWanted = (change: Change | undefined) => change !== undefined && !hidden.has(change) && !(scope === 'layer' && change === 'unchanged');
	const isOwn = (node: number) => isWanted(changeAt(lifetimes, node, layer));
	const holdsOwn = searchBelow(lifetimes, isOwn);
	return {isOwn, isShown: node => isOwn(node) || holdsOwn(node)};
}

function withFilter(lifetimes: Lifetimes, unfiltered: Unfiltered, matches: (node: number) => boolean): TreeFilter {
	const isMatch = (node: number) => matches(node) && unfiltered.isOwn(node);
	const holdsMatch = searchBelow(lifetimes, isMatch);
	const isInside = insideOf(lifetimes, isMatch);
	return {isShown: node => isMatch(node) || holdsMatch(node) || (isInside(node) && unfiltered.isShown(node)), holdsMatch};
}

/** Whether a node lies in a folder that was looked for: such a one can be looked into. The root is never looked for. */
function insideOf({parents}: Lifetimes, isMatch: (node: number) => boolean): (node: number) => boolean {
	// Of what lies in the same folder it is asked one after the other.
	let last = {folder: rootNode, isInside: false};
	return node => {
		const folder = parents[node]!;
		if (folder !== last.folder) {
			let at = folder;
			while (at > rootNode && !isMatch(at)) {
				at = parents[at]!;
			}

			last = {folder, isInside: at > rootNode};
		}

		return last.isInside;
	};
}
