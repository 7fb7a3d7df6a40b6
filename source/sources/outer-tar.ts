import type {FileHandle} from 'node:fs/promises';
import {LayerscopeError} from '../errors.ts';
import type {TarEntry} from '../tar/entry.ts';
import {createTarReader, type TarReader} from '../tar/tar-reader.ts';
import {cleanName, linkTarget, nameOf} from './archive-names.ts';

/** A file in an outer archive. */
export type OuterEntry = {
	/** Cleaned. */
	readonly name: string;
	readonly type: 'file' | 'directory' | 'link';
	/** Cleaned, for a link. */
	readonly target: string | undefined;
	/** Where its bytes begin in the archive. */
	readonly start: number;
	readonly size: number;
};

/** What hopping through an archive found. */
export type OuterTar = {
	readonly entries: readonly OuterEntry[];
	/** Why the archive couldn't be read to its end. */
	readonly failure: LayerscopeError | undefined;
};

// An image archive has a few files for each layer.
const mostEntries = 100_000;
const blockSize = 8 * 1024;

/** Lists the files of a plain archive in a seekable file, reading headers only. */
export async function hopArchive(file: FileHandle, size: number): Promise<OuterTar> {
	const entries: OuterEntry[] = [];
	const reader = createTarReader(collectInto(entries));
	const block = new Uint8Array(blockSize);
	try {
		while (reader.position < size && !reader.finished) {
			const {bytesRead} = await file.read(block, 0, block.length, reader.position);
			if (bytesRead === 0) {
				break;
			}

			reader.write(block.subarray(0, bytesRead));
			skipContent(reader, size);
		}

		reader.end();
	} catch (error) {
		if (!(error instanceof LayerscopeError)) {
			throw error;
		}

		return {entries, failure: error};
	}

	return {entries, failure: undefined};
}

function skipContent(reader: TarReader, size: number): void {
	const jump = Math.min(reader.skippable, size - reader.position);
	if (jump > 0) {
		reader.skip(jump);
	}
}

/** A callback for the tar reader that keeps each entry; throws where there are far too many for an image. */
export function collectInto(entries: OuterEntry[]): (entry: TarEntry) => void {
	let count = 0;
	return entry => {
		if (++count > mostEntries) {
			throw new LayerscopeError('unreadable', `It has more than ${mostEntries.toLocaleString('en')} files, and an image archive has a few for each layer`, {
				advice: 'If it is the file system of a container, open it as rootfs:FILE.',
			});
		}

		entries.push(asOuter(entry));
	};
}

function asOuter(entry: TarEntry): OuterEntry {
	const name = cleanName(nameOf(entry.name));
	const isLink = entry.type === 'symlink' || entry.type === 'hardlink';
	// A sparse file's bytes don't lie in one piece; no tool writes image archives with them.
	const isFile = entry.type === 'file' && entry.size === entry.storedSize;
	return {
		name,
		type: isLink ? 'link' : (isFile ? 'file' : 'directory'),
		target: isLink ? linkTarget(name, nameOf(entry.target), entry.type === 'symlink') : undefined,
		start: entry.dataOffset,
		size: entry.storedSize,
	};
}
