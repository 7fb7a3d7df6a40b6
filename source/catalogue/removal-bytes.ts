import type {Digest} from '../image/digest.ts';
import {layerTree, type LayerTree} from './layer-tree.ts';
import {holdingHidden} from './unique-bytes.ts';
import type {Catalogue, HoldingContainer, LocalImage} from './local-image.ts';

/** Bytes that a removal frees. Where they aren't exact, it is so many at least. */
export type Freed = {readonly bytes: number; readonly isExact: boolean};

/** What stays of an image that goes. */
export type KeptLayers = {
	readonly image: LocalImage;
	/** How many of its layers, always the lowest. */
	readonly layers: number;
	/** What they take once unpacked; `undefined` where it isn't known. */
	readonly bytes: number | undefined;
	/** The images that need them. */
	readonly images: readonly LocalImage[];
	/** The containers that need all of them: the image is gone, but what they run on stays until they are removed. */
	readonly containers: readonly HoldingContainer[];
};

/**
What the removal of some images frees: all that no other image and no container needs, a layer that several of them share
counted once. Without `isPruning` the nameless steps that they were built on stay, and nobody knows what those hold.
*/
export function freedBytes(catalogue: Catalogue, deleted: ReadonlySet<Digest>, isPruning = true): Freed {
	const left = layerTree(holdersLeft(catalogue, deleted));
	const going = catalogue.images.filter(({id, containers}) => deleted.has(id) && containers.length === 0);
	const together = layerTree(going);
	const hidden = new Set(catalogue.hidden?.map(({id}) => id));
	let bytes = 0;
	let isExact = true;
	for (const image of going) {
		const isHeldByParent = !isPruning && image.parent !== undefined && hidden.has(image.parent);
		const part = isHeldByParent ? undefined : partOf(image, left, together, catalogue.store === 'containerd');
		bytes += part?.bytes ?? 0;
		isExact &&= part?.isExact ?? false;
	}

	return {bytes, isExact};
}

/** What stays of each image that goes, and for whom. */
export function keptLayers(catalogue: Catalogue, deleted: ReadonlySet<Digest>): readonly KeptLayers[] {
	const left = layerTree(holdersLeft(catalogue, deleted));
	const all = [...catalogue.images, ...(catalogue.hidden ?? [])];
	return catalogue.images.filter(({id}) => deleted.has(id)).map(image => {
		const holders = left.holders(image.diffIds ?? []);
		const layers = holders.filter(({size}) => size > 0).length;
		return {
			image,
			layers,
			bytes: layers === 0 ? 0 : image.layerSizes?.slice(0, layers).reduce((sum, size) => sum + size, 0),
			images: all.filter(({id}) => id !== image.id && holders[0]?.has(id)),
			containers: image.containers,
		};
	});
}

// A container keeps all layers of its image, even where the image was removed by force.
function holdersLeft(catalogue: Catalogue, deleted: ReadonlySet<Digest>): readonly LocalImage[] {
	return [
		...catalogue.images.filter(({id, containers}) => !deleted.has(id) || containers.length > 0),
		...holdingHidden(catalogue.hidden ?? [], catalogue.store ?? 'classic'),
	];
}

function partOf(image: LocalImage, left: LayerTree, together: LayerTree, keepsBlobs: boolean): Freed | undefined {
	const {size, unique, diffIds, layerSizes} = image;
	if (size !== undefined && unique === size) {
		return {bytes: size, isExact: true};
	}

	if (size === undefined || diffIds === undefined || layerSizes === undefined) {
		return undefined;
	}

	const holders = left.holders(diffIds);
	const owners = together.holders(diffIds);
	const counted = layerSizes.filter((_, index) => holders[index]!.size === 0 && [...owners[index]!][0] === image.id);
	const layers = counted.reduce((sum, bytes) => sum + bytes, 0);
	// A store that keeps compressed layers too doesn't say how large each is.
	return keepsBlobs
		? {bytes: layers, isExact: false}
		: {bytes: layers + size - layerSizes.reduce((sum, bytes) => sum + bytes, 0), isExact: true};
}
