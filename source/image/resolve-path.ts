import type {Asked} from './asked-facts.ts';
import {entryTarget, typeCodes} from './layer-index.ts';
import {type Lifetimes, rootNode} from './lifetimes.ts';
import {
	isHere, isUpwards, type Name, wholeName,
} from './name.ts';
import {childNamed} from './node-table.ts';
import {nodePath} from './nodes.ts';
import {splitPath} from './path-parts.ts';
import {
	contentVersion, isDirectory, isUnknown, versionAt,
} from './versions.ts';

/** Where a path leads; `at` is the path of the component where it ends, as bytes. */
export type ResolvedPath =
	| {readonly kind: 'found'; readonly node: number}
	/** A container changed it, and what it is now has to be asked before the way goes on. */
	| {readonly kind: 'unknown'; readonly node: number}
	| {readonly kind: 'missing' | 'not-a-directory' | 'loop'; readonly at: Uint8Array};

// As Linux does (path_resolution(7)), where no link can be made that leads farther.
const mostLinks = 40;
const longestTarget = 4095;
const slash = 0x2F;
const here = wholeName(Uint8Array.of(0x2E));

type ResolveOptions = {
	readonly followLast: boolean;
	/** What was asked of a container so far. */
	readonly asked?: Asked;
};

/**
Where a path leads at a layer, for a container whose root the image is: symbolic links are followed, the last component's
only with `followLast` or where a slash comes after it, and `..` stops at the root.
*/
export function resolvePath(lifetimes: Lifetimes, path: Uint8Array, layer: number, options: ResolveOptions): ResolvedPath {
	const pending: Name[] = [];
	pushComponents(pending, path);
	let node = rootNode;
	let followed = 0;
	for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
		const place = lookUp(lifetimes, node, name, {layer, ...options});
		if (place.kind !== 'found') {
			return place;
		}

		const isFollowed = pending.length > 0 || options.followLast;
		if (isFollowed && mustBeAsked(lifetimes, place.node, layer, options.asked)) {
			return {kind: 'unknown', node: place.node};
		}

		const target = isFollowed ? linkTarget(lifetimes, place.node, layer, options.asked) : undefined;
		if (target === undefined) {
			node = place.node;
			continue;
		}

		followed++;
		if (followed > mostLinks || target.length === 0 || target.length > longestTarget) {
			return {kind: followed > mostLinks ? 'loop' : 'missing', at: nodePath(lifetimes, place.node)};
		}

		node = target[0] === slash ? rootNode : node;
		pushComponents(pending, target);
	}

	return versionAt(lifetimes, node, layer) === -1 ? {kind: 'missing', at: nodePath(lifetimes, node)} : {kind: 'found', node};
}

/** Puts the components of a path on the stack, the first on top; a slash at the end is a `.`, since it wants a directory. */
function pushComponents(pending: Name[], path: Uint8Array): void {
	if (path.at(-1) === slash) {
		pending.push(here);
	}

	for (const name of splitPath(path).toReversed()) {
		pending.push(name);
	}
}

type LookUp = {readonly layer: number; readonly asked?: Asked};

function lookUp(lifetimes: Lifetimes, directory: number, name: Name, {layer, asked}: LookUp): ResolvedPath {
	const version = versionAt(lifetimes, directory, layer);
	if (version === -1 || !(isDirectory(lifetimes, version) || asked?.get(version)?.type === 'directory')) {
		return {kind: version === -1 ? 'missing' : 'not-a-directory', at: nodePath(lifetimes, directory)};
	}

	if (isHere(name)) {
		return {kind: 'found', node: directory};
	}

	if (isUpwards(name)) {
		return {kind: 'found', node: Math.max(rootNode, lifetimes.parents[directory]!)};
	}

	const node = childNamed(lifetimes, directory, name);
	return node === undefined || versionAt(lifetimes, node, layer) === -1
		? {kind: 'missing', at: pathBelow(lifetimes, directory, name)}
		: {kind: 'found', node};
}

function mustBeAsked(lifetimes: Lifetimes, node: number, layer: number, asked: Asked | undefined): boolean {
	const version = versionAt(lifetimes, node, layer);
	return version !== -1 && isUnknown(lifetimes, version) && asked?.has(version) !== true;
}

/** The target of a symbolic link (or of a hard link to one), or `undefined` for anything else. */
function linkTarget(lifetimes: Lifetimes, node: number, layer: number, asked: Asked | undefined): Uint8Array | undefined {
	const content = contentVersion(lifetimes, versionAt(lifetimes, node, layer));
	const facts = asked?.get(content);
	if (facts?.type === 'symlink') {
		return facts.target;
	}

	const entry = lifetimes.entries[content]!;
	const index = lifetimes.layers[lifetimes.from[content]!];
	return index !== undefined && entry !== -1 && index.types[entry] === typeCodes.symlink ? entryTarget(index, entry) : undefined;
}

function pathBelow(lifetimes: Lifetimes, directory: number, {bytes, start, end}: Name): Uint8Array {
	const parent = directory === rootNode ? new Uint8Array(0) : nodePath(lifetimes, directory);
	const path = new Uint8Array(parent.length + 1 + end - start);
	path.set(parent);
	path[parent.length] = slash;
	path.set(bytes.subarray(start, end), parent.length + 1);
	return path;
}
