import {changeAt, isThere} from './changes.ts';
import type {Change, Lifetimes} from './lifetimes.ts';
import type {TreeOptions} from './tree-options.ts';

/**
Bits by node: whether it is shown for its own sake, for something in it, or for a folder above it; and whether it would be shown without a
filter, also for something in it or only for its own sake.
*/
const shown = {
	itself: 1, holds: 2, inside: 4, unfiltered: 8, own: 16,
} as const;

/** Whether a node of a filtered tree has a row, where its folders are unfolded. */
export function isShown(marks: Uint8Array, node: number): boolean {
	return (marks[node]! & (shown.itself | shown.holds | shown.inside)) !== 0;
}

/** Whether something in a folder passes the filter; without a filter nothing does. */
export function holdsMatch(marks: Uint8Array | undefined, node: number, {matches}: Pick<TreeOptions, 'matches'>): boolean {
	return matches !== undefined && marks !== undefined && (marks[node]! & shown.holds) !== 0;
}

type KnownFilter = {
	readonly key: string;
	/** What would be shown without the filter. */
	readonly unfiltered: Uint8Array;
	matches: TreeOptions['matches'];
	marks: Uint8Array | undefined;
};

const known = new WeakMap<Lifetimes, KnownFilter>();

/** What is known of a tree whatever it is filtered by: looks at every version, once for each layer, scope and what is hidden. */
export function prepareFilter(lifetimes: Lifetimes, options: TreeOptions): KnownFilter {
	const {layer, scope, hidden} = options;
	const key = [scope, layer, lifetimes.layers.length, ...[...hidden].toSorted()].join(' ');
	const kept = known.get(lifetimes);
	if (kept?.key === key) {
		return kept;
	}

	const made: KnownFilter = {
		key, unfiltered: markUnfiltered(lifetimes, options), matches: undefined, marks: undefined,
	};
	known.set(lifetimes, made);
	return made;
}

/**
By node, what is shown of the whole tree; `undefined` where nothing is left out.
It looks at every node, once for each layer and filter: folding and unfolding doesn't compute it again.
*/
export function filterTree(lifetimes: Lifetimes, options: TreeOptions): Uint8Array | undefined {
	const {scope, hidden, matches} = options;
	if (scope === 'merged' && hidden.size === 0 && matches === undefined) {
		return undefined;
	}

	const kept = prepareFilter(lifetimes, options);
	if (kept.marks === undefined || kept.matches !== matches) {
		kept.matches = matches;
		kept.marks = markFound(lifetimes, new Uint8Array(kept.unfiltered), matches);
	}

	return kept.marks;
}

function markUnfiltered(lifetimes: Lifetimes, {layer, scope, hidden}: TreeOptions): Uint8Array {
	const {nodeCount, parents} = lifetimes;
	const marks = new Uint8Array(nodeCount);
	const isAll = scope === 'merged' && hidden.size === 0;
	const isWanted = (change: Change | undefined) => change !== undefined && !hidden.has(change) && !(scope === 'layer' && change === 'unchanged');
	// A parent's number is lower than its children's, so one pass backwards reaches all folders.
	for (let node = nodeCount - 1; node > 0; node--) {
		if (isAll ? isThere(lifetimes, node, layer) : isWanted(changeAt(lifetimes, node, layer))) {
			marks[node]! |= shown.own | shown.unfiltered;
		}

		marks[parents[node]!]! |= marks[node]! & shown.unfiltered;
	}

	return marks;
}

function markFound({nodeCount, parents}: Lifetimes, marks: Uint8Array, matches: TreeOptions['matches']): Uint8Array {
	for (let node = nodeCount - 1; node > 0; node--) {
		if ((marks[node]! & shown.own) !== 0 && (matches === undefined || matches(node))) {
			marks[node]! |= shown.itself;
		}

		if ((marks[node]! & (shown.itself | shown.holds)) !== 0) {
			marks[parents[node]!]! |= shown.holds;
		}
	}

	if (matches !== undefined) {
		markInside({nodeCount, parents}, marks);
	}

	return marks;
}

/** A folder that was looked for can be looked into. */
function markInside({nodeCount, parents}: Pick<Lifetimes, 'nodeCount' | 'parents'>, marks: Uint8Array): void {
	for (let node = 1; node < nodeCount; node++) {
		const parent = marks[parents[node]!]!;
		// The root is never looked for.
		if ((parent & (shown.itself | shown.inside)) !== 0 && (marks[node]! & shown.unfiltered) !== 0) {
			marks[node]! |= shown.inside;
		}
	}
}
