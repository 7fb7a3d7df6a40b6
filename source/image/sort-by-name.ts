import type {Lifetimes} from './lifetimes.ts';

/** Compares nodes by the bytes of their names. */
export function compareNames({names, nameStarts}: Lifetimes): (node: number, other: number) => number {
	return (node, other) => {
		const start = nameStarts[node]!;
		const otherStart = nameStarts[other]!;
		const length = nameStarts[node + 1]! - start;
		const otherLength = nameStarts[other + 1]! - otherStart;
		const common = Math.min(length, otherLength);
		for (let at = 0; at < common; at++) {
			const difference = names[start + at]! - names[otherStart + at]!;
			if (difference !== 0) {
				return difference;
			}
		}

		return length - otherLength;
	};
}

/** Nodes by the bytes of their names, which differ. */
export function sortByName(lifetimes: Lifetimes, nodes: Int32Array): Int32Array {
	const compare = compareNames(lifetimes);
	// Most tars are written in order.
	return isSorted(nodes, compare) ? nodes : nodes.toSorted(compare);
}

function isSorted(nodes: Int32Array, compare: (node: number, other: number) => number): boolean {
	for (let at = 1; at < nodes.length; at++) {
		if (compare(nodes[at - 1]!, nodes[at]!) > 0) {
			return false;
		}
	}

	return true;
}
