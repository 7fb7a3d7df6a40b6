import {entryBytes, type LayerIndex} from './layer-index.ts';

/** How far something is unpacked: no further where it passes both. */
export type UnpackingLimit = {
	/** In bytes. */
	readonly bytes: number;
	/** In times the bytes that were read as stored. */
	readonly ratio: number;
};

/** How much of a layer is listed; what comes behind is left out. */
export type IndexLimits = {
	/** How many entries. */
	readonly entries: number;
	/** How much memory their index takes, in bytes. */
	readonly bytes: number;
};

/** How much of a layer is read. */
export type ReadingLimits = IndexLimits & {
	/** How far a layer is unpacked, or an archive around the layers. */
	readonly unpacked: UnpackingLimit;
};

/**
Those of one image: ten times the largest that people have, and the memory for so many with names of a hundred bytes. Of what people pack, little
shrinks to a tenth; gzip gets zeros to a thousandth, zstd to less.
*/
export const readingLimits: ReadingLimits = {entries: 5_000_000, bytes: 768 * 1024 * 1024, unpacked: {bytes: 1024 * 1024 * 1024, ratio: 100}};

const none = Number.POSITIVE_INFINITY;

/** No limits, for what is limited by itself. */
export const noLimits: ReadingLimits = {entries: none, bytes: none, unpacked: {bytes: none, ratio: none}};

/** Those of one image of which all is wanted, however far it unpacks. */
export const unpackingAll: ReadingLimits = {...readingLimits, unpacked: noLimits.unpacked};

/** What the indexes of an image's layers take together. */
export type MemoryAccount = {
	/** What is left for the next layer. */
	readonly left: () => ReadingLimits;
	/** Books an index, and gives as many of its first entries as there was still room for: others may have been read at the same time. */
	readonly book: (index: LayerIndex) => LayerIndex;
};

/** An account for one image. */
export function createMemoryAccount({entries, bytes, unpacked}: ReadingLimits): MemoryAccount {
	const left = {entries, bytes};
	return {
		left: () => ({...left, unpacked}),
		book(index) {
			const booked = firstEntries(index, left);
			left.entries -= booked.count;
			left.bytes -= indexBytes(booked, booked.count);
			return booked;
		},
	};
}

/** The index where it is within the limits, else a copy of its first entries, so that the memory of the others is freed. */
function firstEntries(index: LayerIndex, {entries, bytes}: IndexLimits): LayerIndex {
	let count = Math.min(index.count, entries);
	if (indexBytes(index, count) > bytes) {
		let none = 0;
		// Bytes grow with entries, so that the last entry with room is found by halving.
		while (count - none > 1) {
			const middle = (none + count) >>> 1;
			[none, count] = indexBytes(index, middle) > bytes ? [none, middle] : [middle, count];
		}

		count = none;
	}

	return count === index.count ? index : cut(index, count);
}

function indexBytes(index: LayerIndex, count: number): number {
	return (count * entryBytes) + index.nameStarts[count]! + index.xattrBytes.length;
}

function cut(index: LayerIndex, count: number): LayerIndex {
	return {
		...index,
		count,
		types: index.types.slice(0, count),
		typeflags: index.typeflags.slice(0, count),
		modes: index.modes.slice(0, count),
		uids: index.uids.slice(0, count),
		gids: index.gids.slice(0, count),
		sizes: index.sizes.slice(0, count),
		mtimes: index.mtimes.slice(0, count),
		offsets: index.offsets.slice(0, count),
		devices: index.devices.slice(0, count),
		xattrs: index.xattrs.slice(0, count),
		nameStarts: index.nameStarts.slice(0, count + 1),
		linkStarts: index.linkStarts.slice(0, count),
		names: index.names.slice(0, index.nameStarts[count]),
	};
}
