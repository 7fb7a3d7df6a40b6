import type {Digest} from '../../image/digest.ts';
import {entryTarget, typeCodes, type LayerIndex} from '../../image/layer-index.ts';

/** A layer as a store keeps it that unpacks layers: a tar-split of its headers, and a folder of its files. */
export type KeptLayer = {
	/** The gzipped tar-split, by its path below the store's root. */
	readonly split: string;
	/** The folder that the layer is unpacked in, likewise. */
	readonly folder: string;
	/** Whether an index has the size that the store says. */
	readonly isSizeRight: (index: LayerIndex) => boolean;
	/** The digest of the blob that it came as, where that is certain. */
	readonly digest: Digest | undefined;
};

/** An image as such a store keeps it. */
export type KeptImage = {
	/** The config's bytes, whose digest is the image's ID. */
	readonly config: Uint8Array;
	/** Lowest first. */
	readonly layers: readonly KeptLayer[];
};

/**
Whether a layer's files have so many bytes once it is unpacked, as Docker counts them: files and the targets of symlinks, hard links once.
No path comes twice: an engine that keeps tar-splits refuses such a layer.
*/
export function hasUnpackedSize(index: LayerIndex, bytes: number): boolean {
	let sum = 0;
	for (let entry = 0; entry < index.count; entry++) {
		sum += unpackedSize(index, entry);
	}

	return sum === bytes;
}

function unpackedSize(index: LayerIndex, entry: number): number {
	return index.types[entry] === typeCodes.symlink ? entryTarget(index, entry).length : index.sizes[entry]!;
}
