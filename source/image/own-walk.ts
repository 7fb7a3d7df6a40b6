import {entryTarget, typeCodes} from './layer-index.ts';
import {rootNode} from './lifetimes.ts';
import {isHere, isUpwards, type Name} from './name.ts';
import {childNamed, childOrNew} from './node-table.ts';
import {
	isAlive, isListed, isOwnDirectory, marks, type OwnTree, touch,
} from './own-tree.ts';
import {splitPath} from './path-parts.ts';
import {contentVersion} from './versions.ts';
import {warn} from './warning-log.ts';

// As Linux has them; a link that isn't followed gives way to a directory.
const mostLinks = 40;
const longestTarget = 4096;
const slash = 0x2F;

/** How a step reaches the child of a directory in the layer's own tree; -1 where there is none. */
type Reach = (own: OwnTree, directory: number, name: Name) => number;

/**
The directory that clean names lead to in the layer's own tree. Directories come into being, and symbolic links
that the layer itself made are followed under the root, those of lower layers are not.
*/
export function makeDirectories(own: OwnTree, names: readonly Name[]): number {
	own.followed = 0;
	return walk(own, rootNode, names, makeDirectory);
}

/** The node that clean names lead to in the layer's own tree, links followed but for the last name; -1 where the layer has none. */
export function findOwn(own: OwnTree, names: readonly Name[]): number {
	own.followed = 0;
	const last = names.at(-1);
	const directory = walk(own, rootNode, names.slice(0, -1), findDirectory);
	return last === undefined || directory === -1 ? -1 : findChild(own, directory, last);
}

/** Names that are not clean (a link's target) go where the file system leads, not where the text seems to. */
function walk(own: OwnTree, from: number, names: readonly Name[], reach: Reach): number {
	let node = from;
	for (const name of names) {
		if (node === -1) {
			break;
		}

		if (isUpwards(name)) {
			node = Math.max(rootNode, own.lifetimes.parents[node]!);
		} else if (!isHere(name)) {
			node = reach(own, node, name);
		}
	}

	return node;
}

function makeDirectory(own: OwnTree, directory: number, name: Name): number {
	const node = childOrNew(own.lifetimes, directory, name);
	touch(own, node);
	const target = linkTarget(own, node);
	if (target !== undefined) {
		return follow(own, directory, target, makeDirectory);
	}

	if (!isOwnDirectory(own, node)) {
		replaceByDirectory(own, node);
	}

	return node;
}

function findDirectory(own: OwnTree, directory: number, name: Name): number {
	const node = findChild(own, directory, name);
	const target = node === -1 ? undefined : linkTarget(own, node);
	if (target !== undefined) {
		return follow(own, directory, target, findDirectory);
	}

	return node !== -1 && isOwnDirectory(own, node) ? node : -1;
}

function findChild(own: OwnTree, directory: number, name: Name): number {
	const node = childNamed(own.lifetimes, directory, name);
	return node !== undefined && isAlive(own, node) ? node : -1;
}

/** Where a symbolic link of this layer (or a hard link to one) leads; `undefined` for anything else, and once too many were followed. */
function linkTarget(own: OwnTree, node: number): Uint8Array | undefined {
	const {lifetimes, index, layer} = own;
	if (!isListed(own, node) || own.followed >= mostLinks) {
		return undefined;
	}

	const content = contentVersion(lifetimes, lifetimes.newest[node]!);
	const entry = lifetimes.entries[content]!;
	const isOwnLink = lifetimes.from[content] === layer && index.types[entry] === typeCodes.symlink;
	const target = isOwnLink ? entryTarget(index, entry) : undefined;
	return target !== undefined && target.length < longestTarget ? target : undefined;
}

function follow(own: OwnTree, directory: number, target: Uint8Array, reach: Reach): number {
	own.followed++;
	return walk(own, target[0] === slash ? rootNode : directory, splitPath(target), reach);
}

function replaceByDirectory(own: OwnTree, node: number): void {
	if (isListed(own, node)) {
		own.lifetimes.until[own.lifetimes.newest[node]!] = own.layer;
		own.since[node] = own.entry;
		warn(own.lifetimes, 'parent-not-a-directory', node, 'The layer lists it, but not as a directory, and then puts something in it; a directory is shown.');
	}

	own.marks[node] = (own.marks[node]! & ~marks.listed) | marks.implied;
}
