import type {Digest} from '../image/digest.ts';
import {layerTree} from './layer-tree.ts';
import type {LocalImage} from './local-image.ts';

/** The image that another is built on: the one with the most layers of those whose layers are its lower ones and fewer; `undefined` where none is known. */
export function baseOf(image: LocalImage, images: readonly LocalImage[]): LocalImage | undefined {
	const bases = images.filter(other => other.id !== image.id && isBuiltOn(image, other));
	return bases.toSorted((first, second) => second.diffIds!.length - first.diffIds!.length)[0];
}

/** The images that are built on one, directly or not: its layers are their lower ones, and they have more. */
export function builtOn(image: LocalImage, images: readonly LocalImage[]): readonly LocalImage[] {
	return images.filter(other => other.id !== image.id && isBuiltOn(other, image));
}

function isBuiltOn({diffIds: upper}: LocalImage, {diffIds: lower}: LocalImage): boolean {
	return upper !== undefined && lower !== undefined && lower.length > 0 && lower.length < upper.length
		&& lower.every((diffId, index) => diffId === upper[index]);
}

/** Who else has a layer. */
export type LayerHolders = {
	/** Images that have it on the same layers, so that the engine keeps it once for all of them. */
	readonly sameChain: readonly LocalImage[];
	/** Images that have the same content, but on other layers. */
	readonly sameContent: readonly LocalImage[];
};

/** The images that have the topmost of some layers (diffIDs, lowest first), in the order of `images`. The image that is asked for is among them. */
export function holdersOfLayer(chain: readonly Digest[], images: readonly LocalImage[]): LayerHolders {
	const top = chain.at(-1);
	const ids = layerTree(images).holders(chain).at(-1);
	return {
		sameChain: images.filter(({id}) => ids?.has(id)),
		sameContent: images.filter(({id, diffIds}) => top !== undefined && !ids?.has(id) && diffIds?.includes(top)),
	};
}
