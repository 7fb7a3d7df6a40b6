import {changeAt} from './changes.ts';
import type {Lifetimes} from './lifetimes.ts';
import type {TreeOptions} from './tree-options.ts';

/** Bits by node: whether it is shown for its own sake, or for something in it. */
export const shown = {itself: 1, holds: 2} as const;

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
		if (change !== undefined && !hidden.has(change) && !(scope === 'layer' && change === 'unchanged') && (matches === undefined || matches(node))) {
			marks[node]! |= shown.itself;
		}

		if (marks[node] !== 0) {
			marks[parents[node]!]! |= shown.holds;
		}
	}

	return marks;
}
