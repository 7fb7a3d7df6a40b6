import {createPlaceFinder} from './entry-place.ts';
import {linkElsewhere} from './hard-links.ts';
import type {LayerIndex} from './layer-index.ts';
import type {GrowingLifetimes, Lifetimes} from './lifetimes.ts';
import {listEntry} from './list-entry.ts';
import {settleNode} from './overlay.ts';
import {createOwnTree, touchedNodes, type OwnTree} from './own-tree.ts';

export {createLifetimes} from './create-lifetimes.ts';

const stepsInATurn = 4096;
const nodesInATurn = 65_536;
// A symbolic link may lead through very many directories.
const stepsOfALink = 64;
const stepsOfAnOpenLink = 256;
// Names of a mebibyte may stand for half a million directories.
const bytesInAStep = 64;

/**
Lays a layer over those that are merged: unpacks it into a tree of its own, then overlays that (OCI image-spec, layer.md,
Applying Changesets). Yields every few thousand steps, so that a caller can give others a turn, and is done when it
returns; until then readers see the layers before it, as they were.
*/
export function * addLayer(lifetimes: Lifetimes, index: LayerIndex): Generator<undefined, void> {
	const growing = lifetimes as GrowingLifetimes;
	const own = createOwnTree(growing, index);
	yield * unpack(own);
	yield * overlay(own);
	yield * linkWhatIsOpen(own);
	growing.layers.push(index);
}

/** Lays a layer over those that are merged, in one go. */
export function addLayerNow(lifetimes: Lifetimes, index: LayerIndex): void {
	const merge = addLayer(lifetimes, index);
	while (merge.next().done !== true) {
		// The turns are for callers who have others to serve.
	}
}

function * unpack(own: OwnTree): Generator<undefined, void> {
	const findPlace = createPlaceFinder(own);
	let steps = 0;
	for (let entry = 0; entry < own.index.count; entry++) {
		own.entry = entry;
		listEntry(own, findPlace());
		steps += stepsOf(own, entry) + (own.followed * stepsOfALink);
		if (steps >= stepsInATurn) {
			steps = 0;
			yield;
		}
	}
}

function * overlay(own: OwnTree): Generator<undefined, void> {
	const nodes = touchedNodes(own);
	let last = -1;
	for (const [at, node_] of nodes.entries()) {
		const node = node_;
		if (node !== last && own.marks[node] !== 0) {
			settleNode(own, node);
		}

		last = node;
		if (at % nodesInATurn === nodesInATurn - 1) {
			yield;
		}
	}
}

/** The last first, so that a link to a later link finds where that one leads. */
function * linkWhatIsOpen(own: OwnTree): Generator<undefined, void> {
	const {openLinks} = own;
	let steps = 0;
	for (let open = openLinks.length - 1; open >= 0; open--) {
		const version = openLinks[open]!;
		linkElsewhere(own, version);
		// Its target may lie behind links of lower layers.
		steps += stepsOf(own, own.lifetimes.entries[version]!) + stepsOfAnOpenLink;
		if (steps >= stepsInATurn) {
			steps = 0;
			yield;
		}
	}
}

/** How much work an entry is by the length of its name and its target. */
function stepsOf({index: {nameStarts}}: OwnTree, entry: number): number {
	return 1 + Math.floor((nameStarts[entry + 1]! - nameStarts[entry]!) / bytesInAStep);
}
