import {nothingAsked, type Asked} from '../image/asked-facts.ts';
import {changeAt, isOpaqueAt} from '../image/changes.ts';
import type {Change, Lifetimes} from '../image/lifetimes.ts';
import {nodeName} from '../image/nodes.ts';
import {
	isDirectory, versionAt, versionFacts, type VersionFacts,
} from '../image/versions.ts';
import type {State} from './state.ts';

/** Everything a row of the tree shows. */
export type NodeFacts = {
	readonly name: Uint8Array;
	readonly change: Change;
	readonly isOpaque: boolean;
	readonly facts: VersionFacts;
	/** The size it had before this layer changed it. */
	readonly sizeBefore: number | undefined;
};

/** The version of a node that a row stands for: the one at a layer, or the last one before the layer removed it; -1 where there is none. */
export function versionShown(lifetimes: Lifetimes, node: number, layer: number): number {
	const version = versionAt(lifetimes, node, layer);
	return version === -1 && layer > 0 ? versionAt(lifetimes, node, layer - 1) : version;
}

/** What a row shows of a node at the layer that is shown; `undefined` where nothing is or was there. */
export function nodeFacts(lifetimes: Lifetimes, node: number, layer: number, asked: Asked = nothingAsked): NodeFacts | undefined {
	const version = versionShown(lifetimes, node, layer);
	if (version === -1) {
		return undefined;
	}

	const facts = versionFacts(lifetimes, version, asked);
	const older = versionAt(lifetimes, node, layer - 1);
	// Of a directory with changes in it engines don't tell whether it was changed itself; once it was asked, its mode does.
	const isChanged = asked.has(version) && older !== -1 && facts.mode !== versionFacts(lifetimes, older).mode;
	const change = isChanged ? 'changed' : changeAt(lifetimes, node, layer) ?? 'unchanged';
	const before = change === 'changed' ? older : -1;
	return {
		name: nodeName(lifetimes, node),
		change,
		isOpaque: change !== 'removed' && isOpaqueAt(lifetimes, node, layer),
		facts,
		sizeBefore: before === -1 ? undefined : versionFacts(lifetimes, before).size,
	};
}

/** Whether a node is a directory at the layer that is shown, or was before it removed it. */
export function isDirectoryAt({session: {lifetimes}, tree}: State, node: number): boolean {
	const version = lifetimes === undefined ? -1 : versionShown(lifetimes, node, tree.shown);
	return version !== -1 && isDirectory(lifetimes!, version);
}

/** The layer at which what a row shows is there: the one that is shown, or the one below where that removed it. */
export function layerOfRow(lifetimes: Lifetimes, node: number, shown: number): number {
	return versionAt(lifetimes, node, shown) === -1 ? shown - 1 : shown;
}
