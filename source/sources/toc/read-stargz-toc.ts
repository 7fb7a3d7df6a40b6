import {LayerscopeError} from '../../errors.ts';
import type {Descriptor} from '../../image/manifest.ts';
import {createTarReader} from '../../tar/tar-reader.ts';
import {fetchTail, type BlobRanges} from './blob-ranges.ts';
import {checkDigest, expand} from './expand.ts';
import {
	longestFooter, parseStargzFooter, tocName, trailerLength,
} from './stargz-footer.ts';
import type {StoredToc} from './stored-toc.ts';
import {TocError} from './toc-error.ts';
import {longestToc, type TocPlace} from './toc-place.ts';

// The table is mostly less than a hundredth of its layer; what is fetched in vain costs less than another request.
const guess = {share: 128, least: 16 * 1024, most: 256 * 1024};
// Headers and the end of the tar that the JSON stands in.
const tarOverhead = 64 * 1024;

/**
Fetches the table of contents of an eStargz layer and verifies it: with its footer by one request where it is as small as most, else by two.
`undefined` where the table is in another image. Throws a `TocError` where it can't be used.
*/
export async function readStargzToc(place: Extract<TocPlace, {form: 'gzip'}>, {size}: Descriptor, ranges: BlobRanges, signal: AbortSignal): Promise<StoredToc | undefined> {
	const tail = await fetchTail(ranges, {size, length: Math.min(guess.most, Math.max(guess.least, Math.ceil(size / guess.share)))}, signal);
	const footer = parseStargzFooter(await tail.slice(Math.max(0, size - longestFooter), size));
	if (footer === undefined) {
		throw new TocError('the layer doesn\'t end as an eStargz layer does');
	}

	if (footer.kind === 'elsewhere') {
		return undefined;
	}

	const start = footer.position;
	const memberEnd = size - footer.length;
	if (!Number.isSafeInteger(start) || start <= trailerLength || start >= memberEnd) {
		throw new TocError('it lies outside of the layer');
	}

	if (memberEnd - start > longestToc) {
		throw new TocError('it is larger than 64 MiB');
	}

	// What stands right in front of it is wanted too, and shouldn't take another request.
	const stored = await tail.slice(start - trailerLength, memberEnd);
	const {json, innerOffset} = jsonIn(await expand(stored.subarray(trailerLength), 'gzip', longestToc + tarOverhead));
	checkDigest(json, place.digest);
	return {
		json, form: 'gzip', end: start, member: {
			innerOffset, end: memberEnd, digest: place.digest, before: async from => tail.slice(from, start),
		},
	};
}

function jsonIn(tar: Uint8Array): {readonly json: Uint8Array; readonly innerOffset: number} {
	const entries: Array<{readonly name: string; readonly isAsWritten: boolean; readonly start: number; readonly end: number}> = [];
	const reader = createTarReader(entry => {
		const {type, mode, uid, gid, mtime, size, dataOffset, offset, xattrs} = entry;
		// All of it but the JSON is verified by nobody, so only what every writer writes is taken.
		const isAsWritten = type === 'file' && mode === 0 && uid === 0 && gid === 0 && mtime === 0 && offset === 0 && xattrs.length === 0;
		entries.push({
			name: new TextDecoder().decode(entry.name), isAsWritten, start: dataOffset, end: dataOffset + size,
		});
	});
	try {
		reader.write(tar);
		reader.end();
	} catch (error) {
		if (!(error instanceof LayerscopeError)) {
			throw error;
		}

		throw new TocError('the tar that it stands in can\'t be read', {cause: error});
	}

	const [entry, ...others] = entries;
	if (entry?.name !== tocName || others.length > 0 || !entry.isAsWritten) {
		throw new TocError(`something else stands where ${tocName} should`);
	}

	return {json: tar.subarray(entry.start, entry.end), innerOffset: entry.start};
}
