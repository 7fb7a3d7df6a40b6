import type {Digest} from '../image/digest.ts';
import {layerTree, type LayerTree} from './layer-tree.ts';
import type {LocalImage, Store} from './local-image.ts';

/** Tells of each image whether it has a layer that another of the list has too, on whatever layers; `undefined` where its layers aren't known. */
export function sharing(images: readonly LocalImage[]): (image: LocalImage) => boolean | undefined {
	const owners = new Map<Digest, Set<Digest>>();
	for (const {id, diffIds} of images) {
		for (const diffId of diffIds ?? []) {
			const ids = owners.get(diffId) ?? new Set();
			owners.set(diffId, ids.add(id));
		}
	}

	return ({diffIds}) => diffIds?.some(diffId => owners.get(diffId)!.size > 1);
}

/**
The nameless steps of builds that hold layers by themselves. Docker's own store removes one with the last image that was built on it, unless
a container holds it; the containerd store leaves some behind.
*/
export function holdingHidden(hidden: readonly LocalImage[], store: Store): readonly LocalImage[] {
	return store === 'containerd' ? hidden : hidden.filter(({containers}) => containers.length > 0);
}

/**
The images with `unique` and `shared` told, counted over all that hold layers. `isSharing` says more than the layers can where an
engine knows it. They stay unknown where an engine doesn't tell what the shared part takes: containerd's keeps compressed
layers too, and nobody says how large each is.
*/
export function withUnique(images: readonly LocalImage[], holders: readonly LocalImage[], store: Store, isSharing = sharing(holders)): readonly LocalImage[] {
	const tree = layerTree(holders);
	return images.map(image => {
		const unique = isSharing(image) === false ? image.size : (store === 'containerd' ? undefined : uniqueBytes(image, tree));
		return {...image, unique, shared: unique === undefined || image.size === undefined ? undefined : image.size - unique};
	});
}

function uniqueBytes(image: LocalImage, tree: LayerTree): number | undefined {
	const {size, diffIds, layerSizes} = image;
	if (size === undefined || diffIds === undefined || layerSizes === undefined) {
		return undefined;
	}

	const holders = tree.holders(diffIds);
	return size - layerSizes.reduce((sum, bytes, index) => sum + (holders[index]!.size > 1 ? bytes : 0), 0);
}
