import type {Lifetimes} from './lifetimes.ts';

const known = new WeakMap<Lifetimes, Int32Array>();

/** By folder, the highest number of all that lies in it, at any depth; by any other node, its own. Looks at every node, once for an image that is merged. */
export function lastBelow(lifetimes: Lifetimes): Int32Array {
	const {nodeCount, parents} = lifetimes;
	const kept = known.get(lifetimes);
	if (kept?.length === nodeCount) {
		return kept;
	}

	const lasts = new Int32Array(nodeCount);
	// A parent's number is lower than its children's.
	for (let node = nodeCount - 1; node > 0; node--) {
		const parent = parents[node]!;
		lasts[node] = Math.max(node, lasts[node]!);
		lasts[parent] = Math.max(lasts[node]!, lasts[parent]!);
	}

	known.set(lifetimes, lasts);
	return lasts;
}

const blockBits = 12;

/**
Tells of folders whether anything in them, at any depth, passes a test. It looks at nodes in the order of their numbers, in which a folder's
mostly lie side by side, by blocks and at none twice: a screen asks of few folders, and what is often found is found soon.
*/
export function searchBelow(lifetimes: Lifetimes, passes: (node: number) => boolean): (folder: number) => boolean {
	const {nodeCount} = lifetimes;
	const lasts = lastBelow(lifetimes);
	const holds = new Uint8Array(nodeCount);
	const isSwept = new Uint8Array((nodeCount >> blockBits) + 1);
	const sweep = (block: number) => {
		isSwept[block] = 1;
		const end = Math.min(nodeCount, (block + 1) << blockBits);
		for (let node = Math.max(1, block << blockBits); node < end; node++) {
			if (passes(node)) {
				markAbove(lifetimes, node, holds);
			}
		}
	};

	return folder => {
		if (lifetimes.firstChildren[folder] === -1) {
			return false;
		}

		const last = lasts[folder]! >> blockBits;
		for (let block = folder >> blockBits; block <= last && holds[folder] === 0; block++) {
			if (isSwept[block] === 0) {
				sweep(block);
			}
		}

		return holds[folder] === 1;
	};
}

function markAbove({parents}: Lifetimes, node: number, holds: Uint8Array): void {
	for (let at = parents[node]!; at !== -1 && holds[at] === 0; at = parents[at]!) {
		holds[at] = 1;
	}
}
