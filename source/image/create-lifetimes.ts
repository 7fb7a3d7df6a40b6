import type {GrowingLifetimes, Lifetimes} from './lifetimes.ts';

const nodeRoom = 1024;
const versionRoom = 1024;

/** The table of an image without layers: only the root node, which is there from layer 0 on. */
export function createLifetimes(): Lifetimes {
	const lifetimes: GrowingLifetimes = {
		layers: [],
		warnings: [],
		warningCounts: new Map(),
		nodeCount: 1,
		versionCount: 0,
		parents: new Int32Array(nodeRoom),
		newest: new Int32Array(nodeRoom),
		nameStarts: new Uint32Array(nodeRoom + 1),
		names: new Uint8Array(nodeRoom * 8),
		firstChildren: new Int32Array(nodeRoom),
		nextSiblings: new Int32Array(nodeRoom),
		hashes: new Uint32Array(nodeRoom),
		slots: new Int32Array(nodeRoom * 2),
		seed: Math.trunc(Math.random() * 0x7F_FF_FF_FF),
		nodes: new Int32Array(versionRoom),
		older: new Int32Array(versionRoom),
		from: new Int32Array(versionRoom),
		until: new Int32Array(versionRoom),
		entries: new Int32Array(versionRoom),
		links: new Int32Array(versionRoom),
		flags: new Uint8Array(versionRoom),
	};
	for (const column of [lifetimes.parents, lifetimes.newest, lifetimes.firstChildren, lifetimes.nextSiblings]) {
		column[0] = -1;
	}

	return lifetimes;
}
