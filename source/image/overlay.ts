import {changeFlags, typeCodes} from './layer-index.ts';
import {forever, rootNode, versionFlags} from './lifetimes.ts';
import {isDefaultMetadata, isSameMetadata} from './metadata.ts';
import {
	forget, isAlive, isListed, isOwnDirectory, listedType, marks, type OwnTree,
} from './own-tree.ts';
import {appendVersion} from './version-table.ts';
import {describedBy, isDirectory, versionAt} from './versions.ts';
import {warn} from './warning-log.ts';

/**
Lays what the layer says of one node over the layers below. To be called for every marked node, lowest number first,
so that a directory is settled before what is in it.
*/
export function settleNode(own: OwnTree, node: number): void {
	const {lifetimes, layer} = own;
	if (node !== rootNode && !(isOwnDirectory(own, lifetimes.parents[node]!) && isAlive(own, node))) {
		forget(own, node);
		return;
	}

	const below = versionAt(lifetimes, node, layer - 1);
	if (isListed(own, node)) {
		settleListed(own, node, below);
	} else if ((own.marks[node]! & marks.implied) !== 0) {
		settleImplied(own, node, below);
	} else if (below === -1) {
		warn(lifetimes, 'whiteout-of-nothing', node, 'The whiteout hides nothing: no lower layer has it.');
	} else {
		hide(own, node, below);
	}
}

/** A listed directory keeps what a directory below it holds; anything else takes the place of what is below. */
function settleListed(own: OwnTree, node: number, below: number): void {
	const {lifetimes, layer} = own;
	const mark = own.marks[node]!;
	const version = lifetimes.newest[node]!;
	const isOverlaid = below !== -1 && isDirectory(lifetimes, below) && listedType(own, node) === typeCodes.directory;
	if ((mark & marks.late) !== 0 || (isOverlaid && (mark & marks.whiteout) !== 0)) {
		lifetimes.flags[version]! |= versionFlags.disputed;
		warn(lifetimes, 'whiteout-void', node, 'The layer hides it and lists it too; it is shown, and what lower layers have in it stays.');
	}

	if ((mark & marks.opaque) !== 0) {
		lifetimes.flags[version]! |= versionFlags.opaque;
	}

	if (isOverlaid && (mark & marks.opaque) === 0) {
		lifetimes.until[below] = layer;
	} else if (below !== -1) {
		hide(own, node, below);
	}

	if (isOverlaid && isRelisted(own, version, below)) {
		lifetimes.flags[version]! |= versionFlags.relisted;
	}
}

/** A directory that the layer only needs for what is in it keeps the metadata below, or comes into being. */
function settleImplied(own: OwnTree, node: number, below: number): void {
	const {lifetimes} = own;
	const mark = own.marks[node]!;
	const isOpaque = (mark & marks.opaque) !== 0;
	const isThere = below !== -1 && lifetimes.until[below] === forever;
	if (isThere && isDirectory(lifetimes, below) && (mark & marks.whiteout) === 0) {
		warnOfMetadata(own, node, below);
		if (isOpaque) {
			hide(own, node, below);
			appendVersion(lifetimes, node, -1, versionFlags.relisted | versionFlags.opaque);
		}

		return;
	}

	if (isThere) {
		warnOfReplacement(own, node, below);
		hide(own, node, below);
	} else if (below === -1 && (mark & marks.whiteout) !== 0) {
		warn(lifetimes, 'whiteout-of-nothing', node, 'The whiteout hides nothing: no lower layer has it.');
	}

	const version = appendVersion(lifetimes, node, -1, versionFlags.implicit);
	const isRelistedBelow = below !== -1 && isDirectory(lifetimes, below) && isDefault(own, below);
	lifetimes.flags[version]! |= (isOpaque ? versionFlags.opaque : 0)
		| (isThere ? versionFlags.disputed : 0)
		| (isRelistedBelow ? versionFlags.relisted : 0);
}

function warnOfMetadata(own: OwnTree, node: number, below: number): void {
	const {lifetimes} = own;
	if (node !== rootNode && !isDefault(own, below)) {
		lifetimes.flags[below]! |= versionFlags.disputed;
		warn(lifetimes, 'parent-not-listed', node, 'The layer puts something in it without listing it; some engines then make it root\'s, mode 0755.');
	}
}

function warnOfReplacement(own: OwnTree, node: number, below: number): void {
	const {lifetimes} = own;
	if (isDirectory(lifetimes, below)) {
		warn(lifetimes, 'parent-not-listed', node, 'The layer hides it and puts something in it without listing it; a new directory is shown.');
	} else {
		warn(lifetimes, 'parent-not-a-directory', node, 'The layer puts something in it, but below it is no directory; a new directory takes its place.');
	}
}

/** Ends a version of a lower layer, and all that lower layers have in it. */
function hide(own: OwnTree, node: number, below: number): void {
	const {lifetimes, layer} = own;
	if (lifetimes.until[below] !== forever) {
		return;
	}

	lifetimes.until[below] = layer;
	const open = isDirectory(lifetimes, below) ? [node] : [];
	for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
		for (let child = lifetimes.firstChildren[directory]!; child !== -1; child = lifetimes.nextSiblings[child]!) {
			const version = versionAt(lifetimes, child, layer - 1);
			if (version !== -1 && lifetimes.until[version] === forever) {
				lifetimes.until[version] = layer;
				if (isDirectory(lifetimes, version)) {
					open.push(child);
				}
			}
		}
	}
}

function isRelisted(own: OwnTree, version: number, below: number): boolean {
	const {lifetimes, index} = own;
	const entry = lifetimes.entries[version]!;
	if (index.isWritable) {
		return index.typeflags[entry] !== changeFlags.changed;
	}

	const described = describedBy(lifetimes, below);
	const entryBelow = lifetimes.entries[described]!;
	return entryBelow === -1
		? isDefaultMetadata(index, entry)
		: isSameMetadata(index, entry, lifetimes.layers[lifetimes.from[described]!]!, entryBelow);
}

/** Whether a directory below looks as if no layer listed it. */
function isDefault(own: OwnTree, below: number): boolean {
	const {lifetimes} = own;
	const described = describedBy(lifetimes, below);
	const entry = lifetimes.entries[described]!;
	return entry === -1 || isDefaultMetadata(lifetimes.layers[lifetimes.from[described]!]!, entry);
}
