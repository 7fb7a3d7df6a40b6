import {entryName, typeCodes} from './layer-index.ts';
import {rootNode, versionFlags} from './lifetimes.ts';
import {linkWithinLayer} from './hard-links.ts';
import {isSameMetadata} from './metadata.ts';
import {childOrNew} from './node-table.ts';
import {
	isListed, isOwnDirectory, listedType, marks, type OwnTree, touch,
} from './own-tree.ts';
import {makeParents} from './own-walk.ts';
import {splitPath} from './path-parts.ts';
import {appendVersion} from './version-table.ts';
import {warn, warnOfName} from './warning-log.ts';
import {type WhiteoutKind, whiteoutKind, whiteoutPrefixLength} from './whiteout.ts';

/** The directory of the entry before: tars go directory by directory. */
type LastDirectory = {start: number; end: number; node: number};

/** Gives a function that puts one entry after another into the layer's own tree. */
export function createEntryLister(own: OwnTree): (entry: number) => void {
	const {index, lifetimes, parts} = own;
	const last: LastDirectory = {start: 0, end: 0, node: rootNode};
	return entry => {
		splitPath(parts, index.names, index.nameStarts[entry]!, index.linkStarts[entry]!);
		if (parts.isOutside) {
			warnOfName(lifetimes, 'path-outside-root', own.layer, entryName(index, entry), 'The name leads out of the root; the path stops there.');
		}

		if (parts.count === 0) {
			listRoot(own, entry);
			return;
		}

		const start = parts.starts[parts.count - 1]!;
		const end = parts.ends[parts.count - 1]!;
		const kind = whiteoutKind(index.names, start, end);
		if (kind === 'malformed') {
			warnOfName(lifetimes, 'whiteout-malformed', own.layer, entryName(index, entry), 'The whiteout names nothing that it could hide; it is ignored.');
		} else if (kind !== 'metadata') {
			placeEntry(own, directoryOf(own, last, entry, start), entry, {kind, start, end});
		}
	};
}

function directoryOf(own: OwnTree, last: LastDirectory, entry: number, baseStart: number): number {
	const {names, nameStarts} = own.index;
	const start = nameStarts[entry]!;
	if (!isSameRange(names, start, baseStart, last)) {
		last.node = makeParents(own, names, own.parts, entry);
		last.start = start;
		// What links lead to may change from entry to entry.
		last.end = own.followed === 0 ? baseStart : -1;
	}

	return last.node;
}

function isSameRange(names: Uint8Array, start: number, end: number, last: LastDirectory): boolean {
	if (end - start !== last.end - last.start) {
		return false;
	}

	for (let at = start, lastAt = last.start; at < end; at++, lastAt++) {
		if (names[at] !== names[lastAt]) {
			return false;
		}
	}

	return true;
}

function placeEntry(own: OwnTree, directory: number, entry: number, base: {readonly kind: WhiteoutKind; readonly start: number; readonly end: number}): void {
	const {lifetimes, index} = own;
	if (base.kind === 'opaque') {
		markOpaque(own, directory);
	} else if (base.kind === 'hides') {
		const node = childOrNew(lifetimes, directory, index.names, base.start + whiteoutPrefixLength, base.end);
		touch(own, node, entry);
		own.marks[node]! |= isListed(own, node) ? marks.whiteout | marks.late : marks.whiteout;
	} else {
		const node = childOrNew(lifetimes, directory, index.names, base.start, base.end);
		touch(own, node, entry);
		if (index.types[entry] === typeCodes['character-device'] && index.devices[entry] === 0) {
			hideByDevice(own, node);
		} else {
			listNode(own, node, entry);
		}
	}
}

function markOpaque(own: OwnTree, directory: number): void {
	if (directory === rootNode) {
		warn(own.lifetimes, 'whiteout-of-root', own.layer, rootNode, 'The layer makes the root opaque, which engines do not heed.');
	} else {
		own.marks[directory]! |= marks.opaque;
	}
}

/** Overlayfs has a whiteout as a character device 0:0, and takes one in a layer for that. */
function hideByDevice(own: OwnTree, node: number): void {
	if (isListed(own, node)) {
		own.lifetimes.until[own.lifetimes.newest[node]!] = own.layer;
	}

	own.marks[node] = marks.whiteout;
	warn(own.lifetimes, 'whiteout-device', own.layer, node, 'A character device 0:0 hides what is below, where the engine uses overlayfs.');
}

function listRoot(own: OwnTree, entry: number): void {
	if (own.index.types[entry] === typeCodes.directory) {
		listNode(own, rootNode, entry);
	} else {
		warn(own.lifetimes, 'parent-not-a-directory', own.layer, rootNode, 'The layer lists the root as something that is no directory; the entry is ignored.');
	}
}

function listNode(own: OwnTree, node: number, entry: number): void {
	const {lifetimes, index, layer} = own;
	const wasDirectory = isOwnDirectory(own, node);
	const isDirectory = index.types[entry] === typeCodes.directory;
	const replaced = isListed(own, node) ? lifetimes.newest[node]! : -1;
	const isDisputed = isReplacing(own, node, entry);
	const target = index.types[entry] === typeCodes.hardlink ? linkWithinLayer(own, entry) : -1;
	const version = appendVersion(lifetimes, node, layer, entry, isDisputed ? versionFlags.disputed : 0);
	lifetimes.links[version] = target;
	if (target === -1 && index.types[entry] === typeCodes.hardlink) {
		own.openLinks.push(version);
	}

	if (replaced !== -1) {
		lifetimes.until[replaced] = layer;
	}

	if (wasDirectory !== isDirectory) {
		own.since[node] = entry;
	}

	own.marks[node] = (own.marks[node]! & ~marks.implied) | marks.listed;
}

/** Whether an entry takes the place of what its layer has there already; a directory listed again as it was doesn't. */
function isReplacing(own: OwnTree, node: number, entry: number): boolean {
	const {lifetimes, index, layer} = own;
	const isDirectory = index.types[entry] === typeCodes.directory;
	if (isListed(own, node)) {
		const earlier = lifetimes.entries[lifetimes.newest[node]!]!;
		if (isDirectory && listedType(own, node) === typeCodes.directory && isSameMetadata(index, entry, index, earlier)) {
			return false;
		}
	} else if (isDirectory || !isOwnDirectory(own, node)) {
		return false;
	}

	warn(lifetimes, 'duplicate-entry', layer, node, 'The layer lists it more than once; the last entry is shown.');
	return true;
}
