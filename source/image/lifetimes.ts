import type {LayerIndex} from './layer-index.ts';
import type {Warning} from './warning.ts';

/** The `until` of a version that no layer replaced or removed. */
export const forever = 0x7F_FF_FF_FF;

/** The node of `/`. */
export const rootNode = 0;

/** What a layer did to a path, as seen at that layer. */
export type Change = 'added' | 'changed' | 'removed' | 'unchanged';

/** Bits of `Lifetimes.flags`. */
export const versionFlags = {
	/** A parent that came into being without an entry of its own. */
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
*/
export type Lifetimes = {
	readonly layers: readonly LayerIndex[];
	readonly warnings: readonly Warning[];
	readonly nodeCount: number;
	readonly versionCount: number;
	/** By node: its parent (the root's is -1). */
	readonly parents: Int32Array;
	/** By node: its newest version, or -1. */
	readonly newest: Int32Array;
	/** By version: the node it is a version of. */
	readonly nodes: Int32Array;
	/** By version: the next older version of the same node, or -1. */
	readonly older: Int32Array;
	readonly from: Int32Array;
	readonly until: Int32Array;
	/** By version: its entry in `layers[from]`, or -1 where it has none. */
	readonly entries: Int32Array;
	/** By version: for a hard link the version whose content it shares, or -1. */
	readonly links: Int32Array;
	readonly flags: Uint8Array;
};
