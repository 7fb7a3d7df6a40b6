import type {Lifetimes} from './lifetimes.ts';
import {contentSize, contentVersion, firstVersionOf} from './versions.ts';

/**
Content bytes by node at a layer: a file's and a hard link's are those of its content, a directory's the sum of what it holds.
NaN where it isn't known: for what a container changed, and for every directory with such a file somewhere in it.
Bytes with several names count once in the folders: in those of the name that they were listed by, else of the first link.
*/
export function treeSizes(lifetimes: Lifetimes, layer: number): Float64Array {
	return sumSizes(lifetimes, layer, 0);
}

/** The same of only what the layer itself lists and is seen of it. */
export function changedSizes(lifetimes: Lifetimes, layer: number): Float64Array {
	return sumSizes(lifetimes, layer, layer);
}

/** Sums the versions that are there at `layer` and come from `first` or later. */
function sumSizes(lifetimes: Lifetimes, layer: number, first: number): Float64Array {
	const {from, until} = lifetimes;
	const sizes = new Float64Array(lifetimes.nodeCount);
	const linkVersions: number[] = [];
	for (let of = first; of <= layer; of++) {
		setSizesOf(lifetimes, of, layer, {sizes, linkVersions});
	}

	const firstNames = linksThatCount(lifetimes, linkVersions, content => from[content]! >= first && until[content]! > layer);
	setLinkSizes(lifetimes, sizes, firstNames);
	addToParents(lifetimes, sizes);
	setLinkSizes(lifetimes, sizes, linkVersions);
	return sizes;
}

type Sums = {readonly sizes: Float64Array; readonly linkVersions: number[]};

/** Sets the sizes of what one layer lists and is still there at `layer`; links are left for later. */
function setSizesOf(lifetimes: Lifetimes, of: number, layer: number, {sizes, linkVersions}: Sums): void {
	const {nodes, until, links, entries, layers} = lifetimes;
	const column = layers[of]!.sizes;
	const end = firstVersionOf(lifetimes, of + 1);
	for (let version = firstVersionOf(lifetimes, of); version < end; version++) {
		if (until[version]! <= layer) {
			continue;
		}

		if (links[version] !== -1) {
			linkVersions.push(version);
		} else if (entries[version] !== -1) {
			sizes[nodes[version]!] = column[entries[version]!]!;
		}
	}
}

/** Of several links to content whose own name isn't there, the first. */
function linksThatCount(lifetimes: Lifetimes, linkVersions: readonly number[], isCounted: (content: number) => boolean): number[] {
	const seen = new Set<number>();
	return linkVersions.filter(version => {
		const content = contentVersion(lifetimes, version);
		if (isCounted(content) || seen.has(content)) {
			return false;
		}

		seen.add(content);
		return true;
	});
}

function setLinkSizes(lifetimes: Lifetimes, sizes: Float64Array, linkVersions: readonly number[]): void {
	for (const version of linkVersions) {
		sizes[lifetimes.nodes[version]!] = contentSize(lifetimes, contentVersion(lifetimes, version));
	}
}

function addToParents({parents}: Lifetimes, sizes: Float64Array): void {
	// A parent's number is lower than its children's, so one pass backwards sums whole trees.
	for (let node = sizes.length - 1; node > 0; node--) {
		sizes[parents[node]!]! += sizes[node]!;
	}
}
