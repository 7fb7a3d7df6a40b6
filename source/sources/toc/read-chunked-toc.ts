import {fetchRange, type BlobRanges} from './blob-ranges.ts';
import {checkDigest, expand} from './expand.ts';
import type {StoredToc} from './stored-toc.ts';
import type {TocPlace} from './toc-place.ts';
import {TocError} from './toc-error.ts';

/** Fetches the table of contents of a zstd:chunked layer by one request, and verifies it. Throws a `TocError` where it isn't as the annotations say. */
export async function readChunkedToc(place: Extract<TocPlace, {form: 'zstd'}>, ranges: BlobRanges, signal: AbortSignal): Promise<StoredToc> {
	const {start, length, plainLength, checksum, digest} = place;
	const stored = await fetchRange(ranges, {start, length}, signal);
	checkDigest(stored, checksum);
	const json = await expand(stored, 'zstd', plainLength);
	if (json.length !== plainLength) {
		throw new TocError('it expands to fewer bytes than its layer says');
	}

	if (digest !== undefined) {
		checkDigest(json, digest);
	}

	return {json, form: 'zstd', end: start};
}
