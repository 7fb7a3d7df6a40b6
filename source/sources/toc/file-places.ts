import {isDigest, type Digest} from '../../image/digest.ts';
import type {JsonObject} from '../../image/json.ts';
import {TocError} from './toc-error.ts';
import {numberOf, textOf} from './toc-fields.ts';

/** A part of a file that has a checksum of its own. */
export type Chunk = {readonly size: number; readonly digest: Digest | undefined};

/** Where a file's content lies in the blob: in one piece, once it is expanded from `start` on. */
export type FilePlace = {
	/** In bytes of the blob. */
	readonly start: number;
	/** What to leave out once it is expanded, in bytes. */
	readonly innerOffset: number;
	/** Where the last chunk starts in the blob. */
	readonly lastStart: number;
	/** How much of what `lastStart` expands to is this file or in front of it. */
	readonly lastEnd: number;
	/** Behind the last chunk in the blob, where the table says it. */
	readonly end: number | undefined;
	readonly size: number;
	/** Of the whole content. */
	readonly digest: Digest | undefined;
	/** In order; together they are the content. */
	readonly chunks: readonly Chunk[];
};

type OpenFile = {-readonly [Key in keyof FilePlace]: FilePlace[Key]} & {chunks: Chunk[]; readonly name: string; covered: number; lastInner: number};

/** Gathers where the files of a layer lie, entry by entry; every function throws a `LayerscopeError` where that can't be right. */
export type FilePlaces = {
	/** Adds a file that isn't empty. */
	readonly addFile: (entry: JsonObject, number: number) => void;
	/** Adds a further chunk to the file that was added last. */
	readonly addChunk: (entry: JsonObject) => void;
	/** Says that no chunk of the file that was added last can follow. */
	readonly endFile: () => void;
	/** By the number of the entry, in order. */
	readonly places: ReadonlyMap<number, FilePlace>;
};

/** `blobEnd` is where the files end in the blob. */
export function createFilePlaces(blobEnd: number): FilePlaces {
	const places = new Map<number, FilePlace>();
	let open: OpenFile | undefined;
	const endFile = () => {
		if (open !== undefined && open.covered !== open.size) {
			throw wrong();
		}

		open = undefined;
	};

	const startOf = (entry: JsonObject) => {
		const start = numberOf(entry, 'offset');
		if (start === 0 || start >= blobEnd) {
			throw new TocError('a file of it lies outside of the layer');
		}

		return start;
	};

	return {
		addFile(entry, number) {
			endFile();
			const start = startOf(entry);
			const innerOffset = numberOf(entry, 'innerOffset');
			const end = numberOf(entry, 'endOffset');
			if (end !== 0 && (end <= start || end > blobEnd)) {
				throw new TocError('a file of it lies outside of the layer');
			}

			open = {
				start, innerOffset, lastStart: start, lastEnd: innerOffset, end: end === 0 ? undefined : end, size: numberOf(entry, 'size'),
				digest: digestOf(entry, 'digest'), chunks: [], name: textOf(entry, 'name'), covered: 0, lastInner: innerOffset,
			};
			places.set(number, open);
			cover(open, entry);
		},
		addChunk(entry) {
			const start = startOf(entry);
			const innerOffset = numberOf(entry, 'innerOffset');
			const name = textOf(entry, 'name');
			if (open === undefined || (name !== '' && name !== open.name) || start < open.lastStart || (start === open.lastStart && innerOffset <= open.lastInner)) {
				throw wrong();
			}

			open.lastStart = start;
			open.lastInner = innerOffset;
			cover(open, entry);
		},
		endFile,
		places,
	};
}

/** The last chunk of a file may leave its size out. */
function cover(file: OpenFile, entry: JsonObject): void {
	const left = file.size - file.covered;
	const size = numberOf(entry, 'chunkSize') || left;
	if (numberOf(entry, 'chunkOffset') !== file.covered || size === 0 || size > left) {
		throw wrong();
	}

	file.covered += size;
	file.lastEnd = file.lastInner + size;
	file.chunks.push({size, digest: digestOf(entry, 'chunkDigest')});
}

function digestOf(entry: JsonObject, name: string): Digest | undefined {
	const digest = textOf(entry, name);
	if (digest === '') {
		return undefined;
	}

	if (!isDigest(digest)) {
		throw new TocError(`it has a ${name} that is none`);
	}

	return digest;
}

function wrong(): TocError {
	return new TocError('the parts of a file aren\'t those of one file');
}
