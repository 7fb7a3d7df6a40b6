import {computed} from './computed.ts';
import {deadBytesByLayer, shippedBytesByLayer} from './dead-bytes.ts';
import {
	type Change, type Lifetimes, rootNode, versionFlags,
} from './lifetimes.ts';
import {olderVisible, versionAt} from './versions.ts';

/** What one layer holds and did. */
export type LayerCounts = {
	/** Entries of its tar, whiteouts included. */
	readonly entries: number;
	/** Content bytes that it ships; `undefined` for a container's layer, of which nobody tells. */
	readonly size: number | undefined;
	/** Paths that are there with it and were not without it, the root left out. */
	readonly added: number;
	readonly changed: number;
	/** Paths that were there without it and are not with it, what a removed directory held included. */
	readonly removed: number;
	/** Of the bytes that it ships, those that no container of the whole image sees; `undefined` for a container's layer. */
	readonly deadBytes: number | undefined;
};

/** What a layer did to a path; `undefined` where nothing is there, neither with the layer nor without it. */
export function changeAt(lifetimes: Lifetimes, node: number, layer: number): Change | undefined {
	const version = versionAt(lifetimes, node, layer);
	const before = versionAt(lifetimes, node, layer - 1);
	if (version === -1) {
		return before === -1 ? undefined : 'removed';
	}

	if (before === -1) {
		return 'added';
	}

	return version === before || (lifetimes.flags[version]! & versionFlags.relisted) !== 0 ? 'unchanged' : 'changed';
}

/** Whether a node is seen at a layer, or was removed by it. */
export function isThere(lifetimes: Lifetimes, node: number, layer: number): boolean {
	return versionAt(lifetimes, node, layer) !== -1 || versionAt(lifetimes, node, layer - 1) !== -1;
}

/** Whether a layer made a directory opaque: nothing that lower layers have in it is seen from here on. */
export function isOpaqueAt(lifetimes: Lifetimes, node: number, layer: number): boolean {
	const version = versionAt(lifetimes, node, layer);
	return version !== -1 && lifetimes.from[version] === layer && (lifetimes.flags[version]! & versionFlags.opaque) !== 0;
}

/** What a merged layer holds and did, in numbers. */
export function layerCounts(lifetimes: Lifetimes, layer: number): LayerCounts {
	return allCounts(lifetimes)[layer]!;
}

const allCounts = computed((lifetimes): readonly LayerCounts[] => {
	const {added, changed, removed} = countChanges(lifetimes);
	const shipped = shippedBytesByLayer(lifetimes);
	const dead = deadBytesByLayer(lifetimes);
	return lifetimes.layers.map((index, layer) => ({
		entries: index.count,
		size: index.isWritable ? undefined : shipped[layer]!,
		added: added[layer]!,
		changed: changed[layer]!,
		removed: removed[layer]!,
		deadBytes: index.isWritable ? undefined : dead[layer]!,
	}));
});

function countChanges(lifetimes: Lifetimes) {
	const {from, until, nodes, flags} = lifetimes;
	const count = lifetimes.layers.length;
	const added = new Float64Array(count);
	const changed = new Float64Array(count);
	// What ends at a layer is removed, unless another version of it starts there.
	const removed = new Float64Array(count);
	for (let version = 0; version < lifetimes.versionCount; version++) {
		const start = from[version]!;
		const end = until[version]!;
		if (start >= count || start === end) {
			continue;
		}

		if (end < count) {
			removed[end]!++;
		}

		const before = olderVisible(lifetimes, version);
		if (before !== -1 && until[before] === start) {
			removed[start]!--;
			changed[start]! += (flags[version]! & versionFlags.relisted) === 0 ? 1 : 0;
		} else if (nodes[version] !== rootNode) {
			added[start]!++;
		}
	}

	return {added, changed, removed};
}
