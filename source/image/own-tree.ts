import {grown} from './grown.ts';
import {type LayerIndex, typeCodes} from './layer-index.ts';
import {type GrowingLifetimes, rootNode} from './lifetimes.ts';
import {makeRoomForNodes} from './node-table.ts';
import {makeRoomForVersions} from './version-table.ts';

/** Bits of `OwnTree.marks`: what the layer says of a node. */
export const marks = {
	/** An entry lists it; its newest version is that entry's. */
	listed: 1,
	/** It is a directory that has no entry, only something in it. */
	implied: 2,
	/** The lower layers' is hidden. */
	whiteout: 4,
	/** What the lower layers have in it is hidden. */
	opaque: 8,
	/** The whiteout came after the entry that makes it void. */
	late: 16,
} as const;

/** One layer as if it was unpacked into a directory of its own, on the nodes of the whole image; forgotten once it is overlaid. */
export type OwnTree = {
	readonly lifetimes: GrowingLifetimes;
	readonly index: LayerIndex;
	readonly layer: number;
	/** By node; 0 where the layer says nothing. */
	marks: Uint8Array;
	/** By node: the entry since which it is a directory, or isn't. What is older than its directory went with the one before. */
	since: Int32Array;
	/** Hard links whose target the layer had not listed before them. */
	readonly openLinks: number[];
	/** The entry that is being placed. */
	entry: number;
	/** Symbolic links that were followed for it. */
	followed: number;
};

export function createOwnTree(lifetimes: GrowingLifetimes, index: LayerIndex): OwnTree {
	makeRoomForVersions(lifetimes, lifetimes.versionCount + index.count);
	if (lifetimes.layers.length === 0) {
		makeRoomForNodes(lifetimes, index.count + 1);
	}

	const room = lifetimes.parents.length;
	const own: OwnTree = {
		lifetimes,
		index,
		layer: lifetimes.layers.length,
		marks: new Uint8Array(room),
		since: new Int32Array(room),
		openLinks: [],
		entry: 0,
		followed: 0,
	};
	own.marks[rootNode] = marks.implied;
	return own;
}

export function isListed(own: OwnTree, node: number): boolean {
	return (own.marks[node]! & marks.listed) !== 0;
}

/** The type code of a node that an entry lists. */
export function listedType(own: OwnTree, node: number): number {
	const {entries, newest} = own.lifetimes;
	return own.index.types[entries[newest[node]!]!]!;
}

/** Whether the node is a directory in this layer's own tree. */
export function isOwnDirectory(own: OwnTree, node: number): boolean {
	const mark = own.marks[node]!;
	return (mark & marks.implied) !== 0 || ((mark & marks.listed) !== 0 && listedType(own, node) === typeCodes.directory);
}

/** Whether the layer still says something of a node, given that its parent lives. */
export function isAlive(own: OwnTree, node: number): boolean {
	return own.marks[node] !== 0 && own.since[node]! >= own.since[own.lifetimes.parents[node]!]!;
}

/** Makes ready to mark a node: what went away with an earlier form of its directory is forgotten. */
export function touch(own: OwnTree, node: number): void {
	if (node >= own.marks.length) {
		own.marks = grown(own.marks, own.lifetimes.parents.length);
		own.since = grown(own.since, own.lifetimes.parents.length);
	}

	if (node !== rootNode && !isAlive(own, node)) {
		forget(own, node);
		own.since[node] = own.entry;
	}
}

/** Takes a node out of the layer's own tree; a version that it had was never visible. */
export function forget(own: OwnTree, node: number): void {
	if (isListed(own, node)) {
		own.lifetimes.until[own.lifetimes.newest[node]!] = own.layer;
	}

	own.marks[node] = 0;
}
