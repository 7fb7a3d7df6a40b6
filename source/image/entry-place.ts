import {entryName} from './layer-index.ts';
import {rootNode} from './lifetimes.ts';
import {isHere, isUpwards, type Name} from './name.ts';
import type {OwnTree} from './own-tree.ts';
import {makeDirectories} from './own-walk.ts';
import {cleanPath} from './path-parts.ts';
import {warnOfName} from './warning-log.ts';

/** Where an entry belongs: its directory in the layer's own tree, and its name in there. */
export type Place = {readonly directory: number; readonly base: Name};

const slash = 0x2F;

/** Equal to no text. */
const nowhere: Name = {bytes: new Uint8Array(0), start: 0, end: -1};

/**
Gives a function that finds the place of the tree's current entry, making the directories on the way; `undefined` is the root.
Tars go directory by directory, so it remembers the last one.
*/
export function createPlaceFinder(own: OwnTree): () => Place | undefined {
	const {nameStarts, linkStarts, names} = own.index;
	let last: Name = {bytes: names, start: 0, end: 0};
	let directory = rootNode;
	// An engine's list of a container's changes has nothing but absolute paths.
	let isAbsoluteTold = own.index.isWritable === true;
	return () => {
		const start = nameStarts[own.entry]!;
		const end = linkStarts[own.entry]!;
		const plainBase = lastName(names, start, end);
		if (plainBase !== undefined && isSameText(last, start, plainBase.start)) {
			return {directory, base: plainBase};
		}

		const {names: path, isOutside} = cleanPath(names, start, end);
		if (isOutside) {
			warnOfName(own.lifetimes, 'path-outside-root', entryName(own.index, own.entry), 'The name leads out of the root; the path stops there.');
		}

		if (!isAbsoluteTold && names[start] === slash && path.length > 0) {
			isAbsoluteTold = true;
			warnOfName(own.lifetimes, 'path-absolute', entryName(own.index, own.entry), 'The layer has absolute names, this one first; they are taken as paths under the root.');
		}

		const base = path.pop();
		if (base === undefined) {
			return undefined;
		}

		directory = makeDirectories(own, path);
		// What symbolic links lead to may change from entry to entry.
		const isLasting = plainBase !== undefined && !isOutside && own.followed === 0;
		last = isLasting ? {bytes: names, start, end: plainBase.start} : nowhere;
		return {directory, base};
	};
}

/** The last component of a name, slashes at its end left out; `undefined` where it is none to go by (empty, `.`, `..`). */
function lastName(bytes: Uint8Array, start: number, end: number): Name | undefined {
	let baseEnd = end;
	while (baseEnd > start && bytes[baseEnd - 1] === slash) {
		baseEnd--;
	}

	let baseStart = baseEnd;
	while (baseStart > start && bytes[baseStart - 1] !== slash) {
		baseStart--;
	}

	const base = {bytes, start: baseStart, end: baseEnd};
	return isHere(base) || isUpwards(base) ? undefined : base;
}

function isSameText(text: Name, start: number, end: number): boolean {
	if (text.end - text.start !== end - start) {
		return false;
	}

	for (let at = text.start, otherAt = start; otherAt < end; at++, otherAt++) {
		if (text.bytes[at] !== text.bytes[otherAt]) {
			return false;
		}
	}

	return true;
}
