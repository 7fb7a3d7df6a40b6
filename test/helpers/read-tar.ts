import {Buffer} from 'node:buffer';
import {createContentReader} from '../../source/tar/entry-content.ts';
import type {TarEntry} from '../../source/tar/entry.ts';
import {TarError} from '../../source/tar/tar-error.ts';
import {createTarReader, type TarReader} from '../../source/tar/tar-reader.ts';

/** What a reader made of a tar: copies of its entries, and how it ended. */
export type Reading = {
	readonly entries: readonly TarEntry[];
	readonly problem: TarError | undefined;
	readonly finished: boolean;
	readonly position: number;
};

/** Reads a whole tar in chunks of a size. */
export function readTar(bytes: Uint8Array, chunkSize = bytes.length || 1): Reading {
	return read(reader => {
		for (let at = 0; at < bytes.length; at += chunkSize) {
			reader.write(bytes.subarray(at, at + chunkSize));
		}
	});
}

/** Reads a tar as a file is read that can be sought: header by header, jumping over contents. */
export function readTarBySeeking(bytes: Uint8Array): Reading {
	return read(reader => {
		while (reader.position < bytes.length) {
			const left = bytes.length - reader.position;
			if (reader.skippable > 0) {
				reader.skip(Math.min(reader.skippable, left));
			} else {
				reader.write(bytes.subarray(reader.position, reader.position + 512));
			}
		}
	});
}

function read(feed: (reader: TarReader) => void): Reading {
	const entries: TarEntry[] = [];
	const reader = createTarReader(entry => {
		entries.push({
			...entry, name: Uint8Array.from(entry.name), target: Uint8Array.from(entry.target), xattrs: Uint8Array.from(entry.xattrs),
		});
	});
	let problem: TarError | undefined;
	try {
		feed(reader);
		reader.end();
	} catch (error: unknown) {
		if (!(error instanceof TarError)) {
			throw error;
		}

		problem = error;
	}

	return {
		entries, problem, finished: reader.finished, position: reader.position,
	};
}

/** The content of the entry whose headers start at an offset. */
export function readContent(tar: Uint8Array, offset: number, options: {readonly from?: number; readonly chunkSize?: number} = {}): Uint8Array {
	const reader = createContentReader({from: options.from});
	const chunkSize = options.chunkSize ?? tar.length;
	const pieces: Uint8Array[] = [];
	for (let at = offset; at < tar.length && !reader.done; at += chunkSize) {
		for (const piece of reader.write(tar.subarray(at, at + chunkSize))) {
			pieces.push(Uint8Array.from(piece));
		}
	}

	reader.end();
	return new Uint8Array(Buffer.concat(pieces));
}

/** Bytes as text, a character for each. */
export function text(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString('latin1');
}
