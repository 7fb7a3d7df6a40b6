import type {EntryType} from './layer-index.ts';

/** What an engine tells of one path of a container when it is asked; it doesn't tell the owner. */
export type AskedFacts = {
	readonly type: EntryType;
	/** Permission bits with setuid, setgid and sticky (07777). */
	readonly mode: number;
	/** Content bytes; 0 for anything that isn't a file. */
	readonly size: number;
	/** Seconds since the epoch. */
	readonly mtime: number;
	/** Where a symbolic link leads, as bytes; else empty. */
	readonly target: Uint8Array;
};

/** By version: what was asked so far. */
export type Asked = ReadonlyMap<number, AskedFacts>;

/** Nothing was asked, as for every image. */
export const nothingAsked: Asked = new Map();
