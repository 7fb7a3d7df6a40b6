import {entryTarget, typeCodes} from './layer-index.ts';
import {rootNode} from './lifetimes.ts';
import {childNamed, childOrNew} from './node-table.ts';
import {
	isAlive, isListed, isOwnDirectory, listedType, marks, type OwnTree, touch,
} from './own-tree.ts';
import {isNothing, isUpwards, type PathParts} from './path-parts.ts';
import {warn} from './warning-log.ts';

// As Linux does; a loop then ends as a directory in the link's place.
const mostLinks = 40;

/** Passed instead of an entry where nothing may come into being. */
const looking = -1;

/**
The directory that the first `parts.count - 1` components name in the layer's own tree. Directories come into being,
and symbolic links that the layer itself made are followed under the root, those of lower layers are not.
*/
export function makeParents(own: OwnTree, bytes: Uint8Array, parts: PathParts, entry: number): number {
	own.followed = 0;
	return walk(own, bytes, parts, entry);
}

/** The node that a path names in the layer's own tree, links followed but for the last component; -1 where the layer has none. */
export function findOwn(own: OwnTree, bytes: Uint8Array, parts: PathParts): number {
	own.followed = 0;
	const parent = parts.count === 0 ? -1 : walk(own, bytes, parts, looking);
	const last = parts.count - 1;
	const node = parent === -1 ? undefined : childNamed(own.lifetimes, parent, bytes, parts.starts[last]!, parts.ends[last]!);
	return node !== undefined && isAlive(own, node) ? node : -1;
}

function walk(own: OwnTree, bytes: Uint8Array, parts: PathParts, entry: number): number {
	let node = rootNode;
	for (let part = 0; part < parts.count - 1 && node !== -1; part++) {
		node = step(own, node, bytes, parts.starts[part]!, parts.ends[part]!, entry);
	}

	return node;
}

function step(own: OwnTree, directory: number, bytes: Uint8Array, start: number, end: number, entry: number): number {
	const node = entry === looking
		? childNamed(own.lifetimes, directory, bytes, start, end) ?? -1
		: childOrNew(own.lifetimes, directory, bytes, start, end);
	if (node === -1) {
		return -1;
	}

	if (isAlive(own, node) && isListed(own, node) && listedType(own, node) === typeCodes.symlink && own.followed < mostLinks) {
		own.followed++;
		return follow(own, directory, node, entry);
	}

	if (entry !== looking) {
		makeDirectory(own, node, entry);
	}

	return isAlive(own, node) && isOwnDirectory(own, node) ? node : -1;
}

/** Walks a link's target, in which `..` is what the file system has there, not what the text has. */
function follow(own: OwnTree, directory: number, link: number, entry: number): number {
	const {lifetimes, index} = own;
	const target = entryTarget(index, lifetimes.entries[lifetimes.newest[link]!]!);
	let node = target[0] === 0x2F ? rootNode : directory;
	let start = 0;
	while (start < target.length && node !== -1) {
		const next = target.indexOf(0x2F, start);
		const end = next === -1 ? target.length : next;
		if (isUpwards(target, start, end)) {
			node = Math.max(rootNode, lifetimes.parents[node]!);
		} else if (!isNothing(target, start, end)) {
			node = step(own, node, target, start, end, entry);
		}

		start = end + 1;
	}

	return node;
}

function makeDirectory(own: OwnTree, node: number, entry: number): void {
	touch(own, node, entry);
	if (isOwnDirectory(own, node)) {
		return;
	}

	if (isListed(own, node)) {
		own.lifetimes.until[own.lifetimes.newest[node]!] = own.layer;
		own.since[node] = entry;
		warn(own.lifetimes, 'parent-not-a-directory', own.layer, node, 'This layer lists it, but not as a directory, and then puts something in it; it is shown as a directory.');
	}

	own.marks[node] = (own.marks[node]! & ~marks.listed) | marks.implied;
}
