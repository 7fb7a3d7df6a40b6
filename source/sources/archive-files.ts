import {stat} from 'node:fs/promises';
import type {LayerscopeError} from '../errors.ts';
import {readRange, withFile} from '../indexing/file-range.ts';
import {noArchive} from './archive-errors.ts';
import {followLinks} from './archive-names.ts';
import {createDocuments, type LocatedFileSet} from './file-set.ts';
import {hopArchive, type OuterEntry} from './outer-tar.ts';

/** The files of a plain archive on a disk. */
export type ArchiveFiles = LocatedFileSet & {
	/** Why the archive couldn't be read to its end; what came before is there. */
	readonly failure: LayerscopeError | undefined;
	readonly names: readonly string[];
};

/** Opens a plain archive by its headers; `location` is what it is called in errors. Throws a `LayerscopeError` where it is no tar from its first byte on. */
export async function openArchiveFiles(path: string, location: string): Promise<ArchiveFiles> {
	const {size} = await stat(path);
	const {entries, failure} = await withFile(path, async file => hopArchive(file, size));
	if (entries.length === 0) {
		throw noArchive(location, failure);
	}

	const {files, links} = byName(entries);
	const locate = (name: string) => {
		const file = files.get(followLinks(name, links) ?? '');
		return file && {path, start: file.start, length: Math.max(0, Math.min(file.size, size - file.start))};
	};

	const document = createDocuments(
		async name => {
			const range = locate(name);
			return range && readRange(range);
		},
		async name => locate(name)?.length,
	);
	return {
		document, failure, names: [...files.keys()], locate: async name => locate(name),
	};
}

// Of several files with one name the last counts, as for whoever unpacks the archive.
function byName(entries: readonly OuterEntry[]) {
	const files = new Map<string, OuterEntry>();
	const links = new Map<string, string>();
	for (const entry of entries) {
		files.delete(entry.name);
		links.delete(entry.name);
		if (entry.target !== undefined) {
			links.set(entry.name, entry.target);
		} else if (entry.type === 'file') {
			files.set(entry.name, entry);
		}
	}

	return {files, links};
}
