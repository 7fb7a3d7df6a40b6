import {grown} from './grown.ts';
import {forever, type GrowingLifetimes} from './lifetimes.ts';

/** Adds a version that is the newest of its node, from `layer` on; `entry` is -1 where the layer doesn't list it. */
export function appendVersion(lifetimes: GrowingLifetimes, node: number, layer: number, entry: number, flags: number): number {
	const version = lifetimes.versionCount;
	makeRoom(lifetimes, version + 1);
	lifetimes.nodes[version] = node;
	lifetimes.older[version] = lifetimes.newest[node]!;
	lifetimes.from[version] = layer;
	lifetimes.until[version] = forever;
	lifetimes.entries[version] = entry;
	lifetimes.links[version] = -1;
	lifetimes.flags[version] = flags;
	lifetimes.newest[node] = version;
	lifetimes.versionCount = version + 1;
	return version;
}

function makeRoom(lifetimes: GrowingLifetimes, count: number): void {
	if (count <= lifetimes.nodes.length) {
		return;
	}

	lifetimes.nodes = grown(lifetimes.nodes, count);
	lifetimes.older = grown(lifetimes.older, count);
	lifetimes.from = grown(lifetimes.from, count);
	lifetimes.until = grown(lifetimes.until, count);
	lifetimes.entries = grown(lifetimes.entries, count);
	lifetimes.links = grown(lifetimes.links, count);
	lifetimes.flags = grown(lifetimes.flags, count);
}
