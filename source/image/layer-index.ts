/** The types of an entry; a column holds the position in this list. `unknown` is only in a container's writable layer. */
export const entryTypes = ['file', 'directory', 'symlink', 'hardlink', 'character-device', 'block-device', 'fifo', 'other', 'unknown'] as const;

export type EntryType = (typeof entryTypes)[number];

/** An entry type as its code in `LayerIndex.types`. */
export const typeCodes = Object.fromEntries(entryTypes.map((type, code) => [type, code])) as Readonly<Record<EntryType, number>>;

/** Stands in `LayerIndex.modes` where the mode isn't known; no mode has so many bits. */
export const unknownMode = 0xFF_FF;

/**
In `LayerIndex.typeflags` of a writable layer: what the container did to the path. `around` is a directory that engines list as changed
since something in it was, `replaced` one that was removed and made anew.
*/
export const changeFlags = {
	changed: 0x43, around: 0x63, added: 0x41, removed: 0x44, replaced: 0x52,
} as const;

/**
The table of one layer's tar entries, in order and as stored: a column for each fact, no object for each entry.
It belongs to the diffID, never changes, and is handed between threads by transferring `columnsOf(index)`.

Entry `i` has its name at `names[nameStarts[i], linkStarts[i])` and its link target at `names[linkStarts[i], nameStarts[i + 1])`,
both raw bytes as the tar stores them. Its extended attributes are blob `xattrs[i]` (0: none), blob `b` being
`xattrBytes[xattrStarts[b], xattrStarts[b + 1])`, equal blobs having equal numbers.

Of a layer whose table of contents alone was read (`sources/toc`) the offsets are the entries' own numbers, and the length is 0.

A container's writable layer is no tar: its entries are the paths that the engine lists as changed, their typeflags are `changeFlags`,
their offsets their own numbers. Engines tell no more than that, so what isn't known is NaN, `unknownMode` or the type `unknown`.
*/
export type LayerIndex = {
	readonly count: number;
	readonly types: Uint8Array;
	readonly typeflags: Uint8Array;
	/** Permission bits with setuid, setgid and sticky (07777). */
	readonly modes: Uint16Array;
	readonly uids: Float64Array;
	readonly gids: Float64Array;
	/** Logical content bytes; 0 for anything that isn't a file, NaN where it isn't known. */
	readonly sizes: Float64Array;
	/** Seconds since the epoch, with a fraction where PAX gives one. */
	readonly mtimes: Float64Array;
	/** Bytes from the start of the uncompressed tar to the entry's first header block, its PAX and GNU extension headers included. */
	readonly offsets: Float64Array;
	/** Device numbers of devices: major × 2^20 + minor (both cut to what fits); 0 for others. */
	readonly devices: Uint32Array;
	readonly xattrs: Uint32Array;
	readonly nameStarts: Uint32Array;
	readonly linkStarts: Uint32Array;
	readonly names: Uint8Array;
	readonly xattrStarts: Uint32Array;
	readonly xattrBytes: Uint8Array;
	/** The length of the uncompressed tar in bytes, as far as it was read. */
	readonly length: number;
	/** Whether it is a container's writable layer; absent for a layer of an image. */
	readonly isWritable?: true;
};

/** What an entry takes in the columns, in bytes; its name, link target and attributes come on top. */
export const entryBytes = 60;

/** The buffers of an index, as a transfer list wants them. */
export function columnsOf(index: LayerIndex): ArrayBuffer[] {
	return Object.values(index).filter(column => ArrayBuffer.isView(column)).map(column => column.buffer as ArrayBuffer);
}

/** The raw name of an entry, as bytes (a view, not a copy). */
export function entryName(index: LayerIndex, entry: number): Uint8Array {
	return index.names.subarray(index.nameStarts[entry], index.linkStarts[entry]);
}

/** The raw link target of an entry, as bytes (a view, not a copy); empty where there is none. */
export function entryTarget(index: LayerIndex, entry: number): Uint8Array {
	return index.names.subarray(index.linkStarts[entry], index.nameStarts[entry + 1]);
}

/** The extended attributes of an entry in their canonical bytes (a view); empty where there are none. */
export function entryXattrs(index: LayerIndex, entry: number): Uint8Array {
	const blob = index.xattrs[entry]!;
	return index.xattrBytes.subarray(index.xattrStarts[blob], index.xattrStarts[blob + 1]);
}

/** The type of an entry as a word. */
export function entryType(index: LayerIndex, entry: number): EntryType {
	return entryTypes[index.types[entry]!]!;
}
