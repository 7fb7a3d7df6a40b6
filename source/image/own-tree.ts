import {grown} from './grown.ts';
import {type LayerIndex, typeCodes} from './layer-index.ts';
import {type GrowingLifetimes, type Lifetimes, rootNode} from './lifetimes.ts';
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
	/** The nodes that the layer says something of, with some more than once; grows in one array for all layers. */
	readonly touched: Touched;
	/** Hard links whose target the layer had not listed before them. */
	readonly openLinks: number[];
	/** The entry that is being placed. */
	entry: number;
	/** Symbolic links that were followed for it. */
	followed: number;
};

/** Node numbers in the order they were come upon, and whether that is ascending. */
export type Touched = {nodes: Int32Array; count: number; isSorted: boolean};

type Kept = Pick<OwnTree, 'marks' | 'since' | 'touched'>;

// A layer of a few entries must not cost what the whole image has nodes, so the columns stay for the next one.
const kept = new WeakMap<Lifetimes, Kept>();

function takeKept(lifetimes: Lifetimes, entries: number): Kept {
	const room = lifetimes.parents.length;
	const {marks, since, touched} = kept.get(lifetimes) ?? {marks: new Uint8Array(room), since: new Int32Array(room), touched: {nodes: new Int32Array(1024), count: 0, isSorted: true}};
	for (let at = 0; at < touched.count; at++) {
		marks[touched.nodes[at]!] = 0;
		since[touched.nodes[at]!] = 0;
	}

	touched.nodes = grown(touched.nodes, entries + 1);
	touched.count = 0;
	touched.isSorted = true;
	return {marks: grown(marks, room), since: grown(since, room), touched};
}

export function createOwnTree(lifetimes: GrowingLifetimes, index: LayerIndex): OwnTree {
	makeRoomForVersions(lifetimes, lifetimes.versionCount + index.count);
	if (lifetimes.layers.length === 0) {
		// Nearly every entry of the lowest layer is a new path, and some are in directories that aren't listed. Room that isn't needed is never touched.
		makeRoomForNodes(lifetimes, index.count + (index.count >>> 5) + 1024);
		lifetimes.names = grown(lifetimes.names, index.names.length);
	}

	const own: OwnTree = {
		lifetimes,
		index,
		layer: lifetimes.layers.length,
		...takeKept(lifetimes, index.count),
		openLinks: [],
		entry: 0,
		followed: 0,
	};
	keep(own);
	note(own.touched, rootNode);
	own.marks[rootNode] = marks.implied;
	return own;
}

function keep(own: OwnTree): void {
	kept.set(own.lifetimes, {marks: own.marks, since: own.since, touched: own.touched});
}

function note(touched: Touched, node: number): void {
	const {count} = touched;
	touched.nodes = grown(touched.nodes, count + 1);
	touched.isSorted &&= count === 0 || touched.nodes[count - 1]! < node;
	touched.nodes[count] = node;
	touched.count = count + 1;
}

/** The nodes that the layer says something of, lowest first; some may be there twice, some be forgotten. */
export function touchedNodes({touched}: OwnTree): Int32Array {
	const nodes = touched.nodes.subarray(0, touched.count);
	return touched.isSorted ? nodes : nodes.toSorted();
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
		keep(own);
	}

	if (own.marks[node] === 0) {
		note(own.touched, node);
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
