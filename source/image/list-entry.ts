import type {Place} from './entry-place.ts';
import {linkWithinLayer} from './hard-links.ts';
import {changeFlags, entryName, typeCodes} from './layer-index.ts';
import {rootNode, versionFlags} from './lifetimes.ts';
import {isSameMetadata} from './metadata.ts';
import {childOrNew} from './node-table.ts';
import {
	isListed, isOwnDirectory, listedType, marks, type OwnTree, touch,
} from './own-tree.ts';
import {appendVersion} from './version-table.ts';
import {warn, warnOfName} from './warning-log.ts';
import {hiddenName, whiteoutKind} from './whiteout.ts';

/** Puts the tree's current entry where it belongs in the layer's own tree: as what it is, or as a whiteout. */
export function listEntry(own: OwnTree, place: Place | undefined): void {
	if (place === undefined) {
		listRoot(own);
		return;
	}

	if (own.index.isWritable) {
		listChange(own, place);
		return;
	}

	switch (whiteoutKind(place.base)) {
		case 'none': {
			listNode(own, touchedChild(own, place));
			break;
		}

		case 'hides': {
			hideNode(own, touchedChild(own, {directory: place.directory, base: hiddenName(place.base)}));
			break;
		}

		case 'opaque': {
			markOpaque(own, place.directory);
			break;
		}

		case 'malformed': {
			warnOfName(own.lifetimes, 'whiteout-malformed', entryName(own.index, own.entry), 'The whiteout names nothing that it could hide; it is ignored.');
			break;
		}

		case 'metadata': {
			break;
		}
	}
}

/** In a container's layer a name is a name, also one that would be a whiteout in a tar. */
function listChange(own: OwnTree, place: Place): void {
	const node = touchedChild(own, place);
	const change = own.index.typeflags[own.entry];
	if (change === changeFlags.removed) {
		hideNode(own, node);
		return;
	}

	listNode(own, node);
	if (change === changeFlags.replaced && isOwnDirectory(own, node)) {
		own.marks[node]! |= marks.opaque;
	}
}

function touchedChild(own: OwnTree, {directory, base}: Place): number {
	const node = childOrNew(own.lifetimes, directory, base);
	touch(own, node);
	return node;
}

function hideNode(own: OwnTree, node: number): void {
	own.marks[node]! |= isListed(own, node) ? marks.whiteout | marks.late : marks.whiteout;
}

function markOpaque(own: OwnTree, directory: number): void {
	if (directory === rootNode) {
		warn(own.lifetimes, 'whiteout-of-root', rootNode, 'The layer makes the root opaque, which engines do not heed.');
	} else {
		own.marks[directory]! |= marks.opaque;
	}
}

function listRoot(own: OwnTree): void {
	if (own.index.types[own.entry] === typeCodes.directory) {
		listNode(own, rootNode);
	} else {
		warn(own.lifetimes, 'parent-not-a-directory', rootNode, 'The layer lists the root as something that is no directory; the entry is ignored.');
	}
}

function listNode(own: OwnTree, node: number): void {
	const {lifetimes, index, entry} = own;
	const type = index.types[entry]!;
	if (type === typeCodes['character-device'] && index.devices[entry] === 0) {
		hideByDevice(own, node);
		return;
	}

	const isReplacement = isReplacing(own, node);
	const target = type === typeCodes.hardlink ? linkWithinLayer(own, entry) : -1;
	endListed(own, node);
	if (isOwnDirectory(own, node) !== (type === typeCodes.directory)) {
		own.since[node] = entry;
		own.marks[node]! &= ~marks.opaque;
	}

	const version = appendVersion(lifetimes, node, entry, isReplacement ? versionFlags.disputed : 0);
	own.marks[node] = (own.marks[node]! & ~marks.implied) | marks.listed;
	lifetimes.links[version] = target;
	if (type === typeCodes.hardlink && target === -1) {
		own.openLinks.push(version);
	}
}

/** Overlayfs keeps a whiteout as a character device 0:0, and takes one in a layer for that. */
function hideByDevice(own: OwnTree, node: number): void {
	endListed(own, node);
	own.marks[node] = marks.whiteout;
	own.since[node] = own.entry;
	warn(own.lifetimes, 'whiteout-device', node, 'A character device 0:0 hides what is below, where the engine uses overlayfs.');
}

/** Ends a version that the layer itself replaces, so that it was never visible. */
function endListed(own: OwnTree, node: number): void {
	if (isListed(own, node)) {
		own.lifetimes.until[own.lifetimes.newest[node]!] = own.layer;
	}
}

/** Whether the entry takes the place of what its layer has there already; a directory listed again as it was doesn't. */
function isReplacing(own: OwnTree, node: number): boolean {
	const {lifetimes, index, entry} = own;
	const isDirectory = index.types[entry] === typeCodes.directory;
	if (!isListed(own, node) && (isDirectory || !isOwnDirectory(own, node))) {
		return false;
	}

	if (isListed(own, node) && isDirectory && listedType(own, node) === typeCodes.directory) {
		const earlier = lifetimes.entries[lifetimes.newest[node]!]!;
		if (isSameMetadata(index, entry, index, earlier)) {
			return false;
		}
	}

	warn(lifetimes, 'duplicate-entry', node, 'The layer lists it more than once; the last entry is shown.');
	return true;
}
