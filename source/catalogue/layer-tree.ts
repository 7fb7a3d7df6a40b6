import type {Digest} from '../image/digest.ts';
import type {LocalImage} from './local-image.ts';

type Node = {readonly children: Map<Digest, Node>; readonly images: Set<Digest>};

/**
The layers of images as a tree: two images share a layer where it lies on the same layers, which is when an engine keeps it once
(it is the chainID that it goes by).
*/
export type LayerTree = {
	/** The IDs of the images that have each layer of a chain of diffIDs, lowest first. */
	holders(chain: readonly Digest[]): ReadonlyArray<ReadonlySet<Digest>>;
};

const nobody: ReadonlySet<Digest> = new Set();

/** The layer tree of images; those whose layers aren't known are left out. */
export function layerTree(images: Iterable<Pick<LocalImage, 'id' | 'diffIds'>>): LayerTree {
	const root = emptyNode();
	for (const {id, diffIds} of images) {
		let node = root;
		for (const diffId of diffIds ?? []) {
			node = childOf(node, diffId);
			node.images.add(id);
		}
	}

	return {
		holders(chain) {
			let node: Node | undefined = root;
			return chain.map(diffId => {
				node = node?.children.get(diffId);
				return node?.images ?? nobody;
			});
		},
	};
}

function emptyNode(): Node {
	return {children: new Map(), images: new Set()};
}

function childOf(node: Node, diffId: Digest): Node {
	const known = node.children.get(diffId);
	if (known !== undefined) {
		return known;
	}

	const child = emptyNode();
	node.children.set(diffId, child);
	return child;
}
