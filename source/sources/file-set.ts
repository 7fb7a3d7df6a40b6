import {LayerscopeError} from '../errors.ts';
import type {FileRange} from '../indexing/layer-task.ts';

/** The files of an archive or a layout by their cleaned names, whether they lie on a disk or have streamed past. */
export type FileSet = {
	/** The bytes of a manifest, an index or a config; `undefined` where there is no such file. Throws where it is over the limits. */
	readonly document: (name: string) => Promise<Uint8Array | undefined>;
};

/** Files that can be read again, at any place. */
export type LocatedFileSet = FileSet & {
	/** Where a file's bytes lie; `undefined` where there is no such file, or none whose bytes lie in one piece. */
	readonly locate: (name: string) => Promise<FileRange | undefined>;
};

/** The most bytes of one document. */
export const documentLimit = 4 * 1024 * 1024;

/** The most bytes of all documents of an archive. */
export const documentsLimit = 20 * 1024 * 1024;

/** The error for a document over a limit. */
export function documentTooLarge(name: string, size: number): LayerscopeError {
	return new LayerscopeError('unreadable', `${name} has ${size} bytes; a manifest or config of more than 4 MiB, or more than 20 MiB of them in all, is refused.`);
}

/** Gives each document once, and counts what they need against the limits. */
export function createDocuments(read: (name: string) => Promise<Uint8Array | undefined>, sizeOf: (name: string) => Promise<number | undefined>): FileSet['document'] {
	const known = new Map<string, Promise<Uint8Array | undefined>>();
	let total = 0;
	const load = async (name: string) => {
		const size = await sizeOf(name) ?? 0;
		total += size;
		if (size > documentLimit || total > documentsLimit) {
			throw documentTooLarge(name, size);
		}

		return read(name);
	};

	return async name => {
		const document = known.get(name) ?? load(name);
		known.set(name, document);
		return document;
	};
}
