import {LayerscopeError} from '../../errors.ts';
import {abortable} from '../abortable.ts';
import type {ContentEvent} from '../image-source.ts';
import {plainPieces} from '../plain-pieces.ts';
import type {BlobRanges} from './blob-ranges.ts';
import {createChunkChecker, type CheckedChunk} from './chunk-checker.ts';
import type {FilePlace} from './file-places.ts';
import type {TableOfContents} from './read-table-of-contents.ts';
import {TocError} from './toc-error.ts';

/**
The content of the file at an offset of the index, by one request for its bytes alone, each chunk verified before it is given. Throws a `TocError`
where the table has no checksum for it or nothing was given yet; a `LayerscopeError` where a later chunk, or at its end one of more than 16 MiB,
turns out to be another; and whatever `ranges` throws.
*/
export async function * readTocContent(toc: TableOfContents, offset: number, ranges: BlobRanges, signal: AbortSignal): AsyncGenerator<ContentEvent, void> {
	const place = toc.places.get(offset);
	if (place === undefined) {
		if (toc.index.offsets[offset] === offset && toc.index.sizes[offset] === 0) {
			return;
		}

		throw new TocError('no file has that number');
	}

	const checked = createChunkChecker(checkedChunks(place));
	const stored = ranges({start: place.start, length: endOf(toc, place) - place.start}, signal);
	let isGiven = false;
	try {
		for await (const {bytes} of plainPieces(abortable(stored, signal), place.innerOffset, toc.form)) {
			for (const piece of checked.add(bytes)) {
				isGiven = true;
				yield {type: 'bytes', bytes: piece};
			}

			if (checked.isDone()) {
				return;
			}
		}

		throw new LayerscopeError('unreadable', 'The layer ends before the content.');
	} catch (error) {
		if (isGiven || !(error instanceof LayerscopeError) || error.kind !== 'unreadable') {
			throw error;
		}

		throw new TocError(error.message, {cause: error});
	}
}

/** What is verified at once: the chunks, or the whole where not all of them have checksums. */
function checkedChunks({chunks, digest, size}: FilePlace): readonly CheckedChunk[] {
	const checked = chunks.filter((chunk): chunk is CheckedChunk => chunk.digest !== undefined);
	if (checked.length === chunks.length) {
		return checked;
	}

	if (digest === undefined) {
		throw new TocError('it has no checksum of the file');
	}

	return [{size, digest}];
}

/** Where the next file starts, if the table doesn't say where this one ends: what expands to something else is only left out. */
function endOf({places, end}: TableOfContents, {end: told, lastStart}: FilePlace): number {
	let next = end;
	for (const {start} of told === undefined ? places.values() : []) {
		next = start > lastStart && start < next ? start : next;
	}

	return told ?? next;
}
