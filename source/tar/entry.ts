import type {EntryType} from '../image/layer-index.ts';

/** The type flags that change how an entry is read; any other is kept and has a body. */
export const flags = {
	oldFile: 0x00,
	file: 0x30,
	hardlink: 0x31,
	symlink: 0x32,
	characterDevice: 0x33,
	blockDevice: 0x34,
	directory: 0x35,
	fifo: 0x36,
	contiguous: 0x37,
	gnuLongLink: 0x4B,
	gnuLongName: 0x4C,
	gnuSparse: 0x53,
	paxGlobal: 0x67,
	paxLocal: 0x78,
} as const;

/**
One entry of a tar. The object and the bytes of its name, target and xattrs are used again for the next entry: copy what must stay.
Numbers beyond 2^53 are rounded.
*/
export type TarEntry = {
	/** As stored, without a word of it cleaned. */
	name: Uint8Array;
	/** The link target as stored; empty where there is none. */
	target: Uint8Array;
	/** The type flag as Go gives it: an old file is '0', or '5' where its name ends in a slash. */
	typeflag: number;
	type: EntryType;
	/** Content bytes, holes of a sparse file included; 0 for links, directories, devices and fifos, whatever they claim. */
	size: number;
	/** Bytes that follow `dataOffset` in the tar, without padding. */
	storedSize: number;
	mode: number;
	uid: number;
	gid: number;
	/** Seconds since the epoch, with a fraction where PAX gives one. */
	mtime: number;
	/** Device numbers; 0 where the format has none. */
	major: number;
	minor: number;
	/** Extended attributes in the form of `encodeXattrs`; empty where there are none. */
	xattrs: Uint8Array;
	/** Bytes from the start of the tar to the first header that belongs to the entry. */
	offset: number;
	/** Bytes from the start of the tar to the stored content, behind any sparse map. */
	dataOffset: number;
};

export const noBytes: Uint8Array = new Uint8Array(0);

/** An entry to be filled. */
export function blankEntry(): TarEntry {
	return {
		name: noBytes,
		target: noBytes,
		typeflag: flags.file,
		type: 'file',
		size: 0,
		storedSize: 0,
		mode: 0,
		uid: 0,
		gid: 0,
		mtime: 0,
		major: 0,
		minor: 0,
		xattrs: noBytes,
		offset: 0,
		dataOffset: 0,
	};
}

const types: EntryType[] = Array.from({length: 256}, () => 'other');
types[flags.file] = 'file';
types[flags.contiguous] = 'file';
types[flags.gnuSparse] = 'file';
types[flags.hardlink] = 'hardlink';
types[flags.symlink] = 'symlink';
types[flags.characterDevice] = 'character-device';
types[flags.blockDevice] = 'block-device';
types[flags.directory] = 'directory';
types[flags.fifo] = 'fifo';

/** What a type flag stands for. */
export function typeOf(typeflag: number): EntryType {
	return types[typeflag]!;
}

/** Whether the type has no body even where its header gives a size. */
export function isHeaderOnly(typeflag: number): boolean {
	return typeflag >= flags.hardlink && typeflag <= flags.fifo;
}
