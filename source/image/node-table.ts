import {LayerscopeError} from '../errors.ts';
import {grown} from './grown.ts';
import type {GrowingLifetimes, Lifetimes} from './lifetimes.ts';
import type {Name} from './name.ts';

// Many times what any real image has; a made-up one would else take all memory.
const mostNodes = 2 ** 25;

/** The child of a node of a name, or `undefined`. */
export function childNamed(lifetimes: Lifetimes, parent: number, name: Name): number | undefined {
	const node = lifetimes.slots[slotOf(lifetimes, hashOf(lifetimes.seed, parent, name), parent, name)]!;
	return node === 0 ? undefined : node;
}

/** The child of a node of a name; it comes into being, without a version, where it isn't there. */
export function childOrNew(lifetimes: GrowingLifetimes, parent: number, name: Name): number {
	// Before the slot is looked for, since more room is other slots.
	makeRoomForNodes(lifetimes, lifetimes.nodeCount + 1);
	const hash = hashOf(lifetimes.seed, parent, name);
	const slot = slotOf(lifetimes, hash, parent, name);
	const known = lifetimes.slots[slot]!;
	if (known !== 0) {
		return known;
	}

	const node = appendNode(lifetimes, parent, name);
	lifetimes.hashes[node] = hash;
	lifetimes.slots[slot] = node;
	return node;
}

function appendNode(lifetimes: GrowingLifetimes, parent: number, {bytes, start, end}: Name): number {
	const node = lifetimes.nodeCount;
	const nameStart = lifetimes.nameStarts[node]!;
	const nameEnd = nameStart + end - start;
	const names = grown(lifetimes.names, nameEnd);
	lifetimes.names = names;
	for (let from = start, to = nameStart; from < end; from++, to++) {
		names[to] = bytes[from]!;
	}

	lifetimes.nameStarts[node + 1] = nameEnd;
	lifetimes.parents[node] = parent;
	lifetimes.newest[node] = -1;
	lifetimes.firstChildren[node] = -1;
	lifetimes.nextSiblings[node] = lifetimes.firstChildren[parent]!;
	lifetimes.firstChildren[parent] = node;
	lifetimes.nodeCount = node + 1;
	return node;
}

/** Makes room for `count` nodes in all. Throws a LayerscopeError where no real image has so many. */
export function makeRoomForNodes(lifetimes: GrowingLifetimes, count: number): void {
	if (count <= lifetimes.parents.length) {
		return;
	}

	if (count > mostNodes) {
		throw new LayerscopeError('unreadable', 'The image has more paths than can be held in memory.', {layer: lifetimes.layers.length});
	}

	lifetimes.parents = grown(lifetimes.parents, count);
	lifetimes.newest = grown(lifetimes.newest, count);
	lifetimes.firstChildren = grown(lifetimes.firstChildren, count);
	lifetimes.nextSiblings = grown(lifetimes.nextSiblings, count);
	lifetimes.hashes = grown(lifetimes.hashes, count);
	lifetimes.nameStarts = grown(lifetimes.nameStarts, lifetimes.parents.length + 1);
	// At most two thirds full, so that a look-up takes few probes.
	lifetimes.slots = slotsFor(lifetimes, 2 ** Math.ceil(Math.log2(lifetimes.parents.length * 1.5)));
}

function slotsFor({nodeCount, hashes}: Lifetimes, length: number): Int32Array {
	const slots = new Int32Array(length);
	const mask = length - 1;
	for (let node = 1; node < nodeCount; node++) {
		let slot = hashes[node]! & mask;
		while (slots[slot] !== 0) {
			slot = (slot + 1) & mask;
		}

		slots[slot] = node;
	}

	return slots;
}

/** The slot that holds the child, or the free one where it belongs. */
function slotOf(lifetimes: Lifetimes, hash: number, parent: number, name: Name): number {
	const {slots, hashes, parents} = lifetimes;
	const mask = slots.length - 1;
	let slot = hash & mask;
	for (let node = slots[slot]!; node !== 0; node = slots[slot]!) {
		if (hashes[node] === hash && parents[node] === parent && isNamed(lifetimes, node, name)) {
			break;
		}

		slot = (slot + 1) & mask;
	}

	return slot;
}

function isNamed({names, nameStarts}: Lifetimes, node: number, {bytes, start, end}: Name): boolean {
	const nameStart = nameStarts[node]!;
	if (nameStarts[node + 1]! - nameStart !== end - start) {
		return false;
	}

	for (let at = start, nameAt = nameStart; at < end; at++, nameAt++) {
		if (bytes[at] !== names[nameAt]) {
			return false;
		}
	}

	return true;
}

function hashOf(seed: number, parent: number, {bytes, start, end}: Name): number {
	let hash = Math.imul(parent ^ seed, 0x9E_37_79_B1);
	for (let at = start; at < end; at++) {
		hash = Math.imul(hash ^ (hash >>> 15) ^ bytes[at]!, 0x5B_D1_E9_95);
	}

	hash = Math.imul(hash ^ (hash >>> 16), 0x85_EB_CA_6B);
	return (hash ^ (hash >>> 13)) >>> 0;
}
