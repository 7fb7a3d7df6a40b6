import {computed} from './computed.ts';
import type {Lifetimes} from './lifetimes.ts';
import {nodePath} from './nodes.ts';
import {contentVersion} from './versions.ts';

/** A file that is shipped and that no container sees. */
export type DeadPath = {
	/** Absolute, as bytes. */
	readonly path: Uint8Array;
	readonly bytes: number;
	/** The layer whose tar holds the bytes. */
	readonly shippedBy: number;
	/** The layer at which the last name of the bytes went. */
	readonly buriedBy: number;
};

/** Content bytes of all layers of the image, before any is replaced; a container's layer isn't counted, since its sizes aren't known. */
export function shippedBytes(lifetimes: Lifetimes): number {
	return sum(shippedBytesByLayer(lifetimes));
}

/** Content bytes that no container sees at the top: each counts once, however many names it has, and is dead when every name is gone. */
export function deadBytes(lifetimes: Lifetimes): number {
	return sum(deadBytesByLayer(lifetimes));
}

/** The share of the shipped bytes that a container sees, from 0 to 1; 1 where nothing is shipped. */
export function efficiency(lifetimes: Lifetimes): number {
	const shipped = shippedBytes(lifetimes);
	return shipped === 0 ? 1 : 1 - (deadBytes(lifetimes) / shipped);
}

/** The dead files of at least one byte, most bytes first, at most `limit` of them. */
export function deadPaths(lifetimes: Lifetimes, limit = Number.POSITIVE_INFINITY): DeadPath[] {
	const {versions, bytes, buriedBy} = deadFiles(lifetimes);
	const order = [...versions.keys()].toSorted((a, b) => bytes[b]! - bytes[a]! || a - b);
	return order.slice(0, limit).map(at => ({
		path: nodePath(lifetimes, lifetimes.nodes[versions[at]!]!),
		bytes: bytes[at]!,
		shippedBy: lifetimes.from[versions[at]!]!,
		buriedBy: buriedBy[at]!,
	}));
}

/** By layer: the content bytes that it ships. */
export const shippedBytesByLayer = computed((lifetimes): Float64Array => {
	const shipped = new Float64Array(lifetimes.layers.length);
	forEachFile(lifetimes, (_, layer, size) => {
		shipped[layer]! += size;
	});
	return shipped;
});

/** By layer: of the bytes that it ships, those that are dead. */
export const deadBytesByLayer = computed((lifetimes): Float64Array => {
	const {versions, bytes} = deadFiles(lifetimes);
	const dead = new Float64Array(lifetimes.layers.length);
	for (const [at, version] of versions.entries()) {
		dead[lifetimes.from[version]!]! += bytes[at]!;
	}

	return dead;
});

const deadFiles = computed(lifetimes => {
	const ends = lastEnds(lifetimes);
	// What a container hides is still there for the next one.
	const imageLayers = lifetimes.layers.filter(({isWritable}) => !isWritable).length;
	const versions: number[] = [];
	const bytes: number[] = [];
	const buriedBy: number[] = [];
	forEachFile(lifetimes, (version, _, size) => {
		if (ends[version]! < imageLayers) {
			versions.push(version);
			bytes.push(size);
			buriedBy.push(ends[version]!);
		}
	});
	return {versions, bytes, buriedBy};
});

/** By version: the layer at which the last name of its content goes. */
function lastEnds(lifetimes: Lifetimes): Int32Array {
	const {versionCount, until, from, links} = lifetimes;
	const ends = until.slice(0, versionCount);
	for (let version = 0; version < versionCount; version++) {
		if (links[version] !== -1 && from[version]! < lifetimes.layers.length) {
			const content = contentVersion(lifetimes, version);
			ends[content] = Math.max(ends[content]!, until[version]!);
		}
	}

	return ends;
}

/** Calls back for each version of a merged layer that ships bytes. */
function forEachFile(lifetimes: Lifetimes, visit: (version: number, layer: number, size: number) => void): void {
	const {versionCount, from, entries, layers} = lifetimes;
	for (let version = 0; version < versionCount; version++) {
		const layer = from[version]!;
		const size = layer < layers.length && entries[version] !== -1 ? layers[layer]!.sizes[entries[version]!]! : 0;
		if (size > 0) {
			visit(version, layer, size);
		}
	}
}

function sum(values: Float64Array): number {
	return values.reduce((total, value) => total + value, 0);
}
