import {grown} from './grown.ts';
import {forever, type GrowingLifetimes} from './lifetimes.ts';

/** Adds a version of the layer that is being merged, the newest of its node; `entry` is -1 where the layer doesn't list it. */
export function appendVersion(lifetimes: GrowingLifetimes, node: number, entry: number, flags: number): number {
	const version = lifetimes.versionCount;
	makeRoomForVersions(lifetimes, version + 1);
	lifetimes.nodes[version] = node;
	lifetimes.older[version] = lifetimes.newest[node]!;
	lifetimes.from[version] = lifetimes.layers.length;
	lifetimes.until[version] = forever;
	lifetimes.entries[version] = entry;
	lifetimes.links[version] = -1;
	lifetimes.flags[version] = flags;
	lifetimes.newest[node] = version;
	lifetimes.versionCount = version + 1;
	return version;
}

/** Makes room for `count` versions in all. */
export function makeRoomForVersions(lifetimes: GrowingLifetimes, count: number): void {
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
