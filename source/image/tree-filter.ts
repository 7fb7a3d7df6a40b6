import {changeAt} from './changes.ts';
import type {Lifetimes} from './lifetimes.ts';
import type {TreeOptions} from './tree-options.ts';

/** Bits by node: whether it is shown for its own sake, for something in it, or for a folder above it; and whether it would be shown without a filter. */
const shown = {
	itself: 1, holds: 2, inside: 4, unfiltered: 8,
} as const;

/** Whether a node of a filtered tree has a row, where its folders are unfolded. */
export function isShown(marks: Uint8Array, node: number): boolean {
	return (marks[node]! & (shown.itself | shown.holds | shown.inside)) !== 0;
}

/** Whether something in a folder passes the filter; without a filter nothing does. */
export function holdsMatch(marks: Uint8Array | undefined, node: number, {matches}: Pick<TreeOptions, 'matches'>): boolean {
	return matches !== undefined && marks !== undefined && (marks[node]! & shown.holds) !== 0;
}

type KnownFilter = {readonly key: string; readonly matches: TreeOptions['matches']; readonly marks: Uint8Array};

const known = new WeakMap<Lifetimes, KnownFilter>();

/**
By node, what is shown of the whole tree; `undefined` where nothing is left out.
It looks at every node, once for each layer and filter: folding and unfolding doesn't compute it again.
*/
export function filterTree(lifetimes: Lifetimes, options: TreeOptions): Uint8Array | undefined {
	const {layer, scope, hidden, matches} = options;
	if (scope === 'merged' && hidden.size === 0 && matches === undefined) {
		return undefined;
	}

	const key = [scope, layer, lifetimes.layers.length, ...[...hidden].toSorted()].join(' ');
	const kept = known.get(lifetimes);
	if (kept?.key === key && kept.matches === matches) {
		return kept.marks;
	}

	const marks = markShown(lifetimes, options);
	known.set(lifetimes, {key, matches, marks});
	return marks;
}

function markShown(lifetimes: Lifetimes, {layer, scope, hidden, matches}: TreeOptions): Uint8Array {
	const {nodeCount, parents} = lifetimes;
	const marks = new Uint8Array(nodeCount);
	// A parent's number is lower than its children's, so one pass backwards reaches all folders.
	for (let node = nodeCount - 1; node > 0; node--) {
		const change = changeAt(lifetimes, node, layer);
		if (change !== undefined && !hidden.has(change) && !(scope === 'layer' && change === 'unchanged')) {
			marks[node]! |= shown.unfiltered | (matches === undefined || matches(node) ? shown.itself : 0);
		}

		const parent = parents[node]!;
		marks[parent]! |= (isShown(marks, node) ? shown.holds : 0) | (marks[node]! & shown.unfiltered);
	}

	if (matches !== undefined) {
		markInside(lifetimes, marks);
	}

	return marks;
}

/** A folder that was looked for can be looked into. */
function markInside({nodeCount, parents}: Lifetimes, marks: Uint8Array): void {
	for (let node = 1; node < nodeCount; node++) {
		const parent = marks[parents[node]!]!;
		// The root is never looked for.
		if ((parent & (shown.itself | shown.inside)) !== 0 && (marks[node]! & shown.unfiltered) !== 0) {
			marks[node]! |= shown.inside;
		}
	}
}
