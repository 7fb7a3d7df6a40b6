import type {LayerIndex} from './layer-index.ts';
import type {Warning, WarningCode} from './warning.ts';

/** The `until` of a version that no layer replaced or removed. */
export const forever = 0x7F_FF_FF_FF;

/** The node of `/`. */
export const rootNode = 0;

/** What a layer did to a path, as seen at that layer. */
export type Change = 'added' | 'changed' | 'removed' | 'unchanged';

/** Bits of `Lifetimes.flags`. */
export const versionFlags = {
	/** A parent that came into being without an entry of its own: root's, 0755. */
	implicit: 1,
	/** A directory listed again with the same type, mode, owner and xattrs: not a change, though its time may be newer. */
	relisted: 2,
	/** This layer made the directory opaque. */
	opaque: 4,
	/** An engine may show it otherwise: there is a warning for it. */
	disputed: 8,
} as const;

/**
One table for the whole image: every path (a node), and every version of it with the layer it came `from` and the layer
that replaced or removed it (`until`). The merged tree at layer k is the versions with from ≤ k < until. Grows by `addLayer`,
lowest layer first; node and version numbers never change, and a parent's number is lower than its children's.

A version that its own layer replaced has from === until and is never visible. While a layer is being merged its versions
are from `layers.length`, so that a reader who keeps to the layers in `layers` sees only what is whole.
Columns may be longer than `nodeCount` or `versionCount`, and are other arrays once they have grown: don't keep them.
*/
export type Lifetimes = {
	/** The layers that are merged, lowest first. */
	readonly layers: readonly LayerIndex[];
	/** The first of them in detail; `warningCounts` counts all. */
	readonly warnings: readonly Warning[];
	readonly warningCounts: ReadonlyMap<WarningCode, number>;
	readonly nodeCount: number;
	readonly versionCount: number;
	/** By node: its parent (the root's is -1). */
	readonly parents: Int32Array;
	/** By node: its newest version, or -1. */
	readonly newest: Int32Array;
	/** By node: where its name starts in `names`; it ends where the next node's starts. */
	readonly nameStarts: Uint32Array;
	readonly names: Uint8Array;
	/** By node: the child that was added last, or -1. */
	readonly firstChildren: Int32Array;
	/** By node: the child of the same parent that was added before it, or -1. */
	readonly nextSiblings: Int32Array;
	/** By node: the hash of its parent and name. */
	readonly hashes: Uint32Array;
	/** The nodes by their hash, with open addressing; 0 is free, since the root is never looked up. */
	readonly slots: Int32Array;
	/** Makes the hashes another image's, so that no image can be made of names that collide. */
	readonly seed: number;
	/** By version: the node it is a version of. */
	readonly nodes: Int32Array;
	/** By version: the next older version of the same node, or -1. */
	readonly older: Int32Array;
	readonly from: Int32Array;
	readonly until: Int32Array;
	/** By version: its entry in `layers[from]`, or -1 where it has none. Without one it is `implicit`, or as the version below it was. */
	readonly entries: Int32Array;
	/** By version: for a hard link the version whose content it shares, or -1. */
	readonly links: Int32Array;
	readonly flags: Uint8Array;
};

/** The same table as the merge writes it. */
export type GrowingLifetimes = {
	-readonly [Key in keyof Lifetimes]: Lifetimes[Key] extends ReadonlyArray<infer Item> ? Item[]
		: Lifetimes[Key] extends ReadonlyMap<infer Name, infer Value> ? Map<Name, Value> : Lifetimes[Key];
};
