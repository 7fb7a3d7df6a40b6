import type {Digest} from '../../image/digest.ts';

/** A table of contents that was verified, not yet looked into. */
export type StoredToc = {
	/** Its plain JSON. */
	readonly json: Uint8Array;
	readonly form: 'gzip' | 'zstd';
	/** Where in the blob the files of the layer end, and the table begins. */
	readonly end: number;
	/** Of eStargz, where the table stands in the layer's tar; absent where it doesn't. */
	readonly member?: TocMember;
};

/** The gzip member that an eStargz layer's table is. */
export type TocMember = {
	/** Where it ends in the blob. */
	readonly end: number;
	/** Bytes in front of the JSON, once it is expanded. */
	readonly innerOffset: number;
	/** Of the JSON. */
	readonly digest: Digest;
	/** The bytes in front of it, from a place in the blob on. */
	readonly before: (start: number) => Promise<Uint8Array>;
};
