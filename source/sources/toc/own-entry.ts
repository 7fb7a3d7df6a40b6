import type {EntryFacts} from '../../image/layer-index-builder.ts';
import {paddingOf} from '../../tar/entry-headers.ts';
import {blankEntry, flags} from '../../tar/entry.ts';
import {createTarReader} from '../../tar/tar-reader.ts';
import {expand} from './expand.ts';
import type {FilePlace} from './file-places.ts';
import {tocName, trailerLength} from './stargz-footer.ts';
import type {StoredToc, TocMember} from './stored-toc.ts';
import {TocError} from './toc-error.ts';

const blockSize = 512;
const endBlocks = 2 * blockSize;
// A writer's last chunk has 4 MiB at most, if nobody told it otherwise.
const most = {stored: 16 * 1024 * 1024, plain: 64 * 1024 * 1024};

/**
The entry that an eStargz layer's table of contents is itself: a file that engines unpack like any other, where the tar hasn't ended in front
of it. `undefined` where it has, as in layers that were converted without changing their tar, and where the table stands outside of the tar.
*/
export async function ownEntry({json, member, end}: StoredToc, places: ReadonlyMap<number, FilePlace>, count: number): Promise<{readonly facts: EntryFacts; readonly place: FilePlace} | undefined> {
	if (member === undefined || await tarHasEnded(member, end, lastData(places, count))) {
		return undefined;
	}

	const {innerOffset, digest} = member;
	return {
		facts: {
			...blankEntry(), name: new TextEncoder().encode(tocName), typeflag: flags.file, size: json.length, offset: count,
		},
		place: {
			start: end, innerOffset, lastStart: end, lastEnd: innerOffset + json.length, end: member.end, size: json.length, digest, chunks: [{size: json.length, digest}],
		},
	};
}

/** What the layer's last gzip member begins with, and how many entries without content follow. */
type LastData = {readonly start: number; readonly length: number; readonly following: number};

function lastData(places: ReadonlyMap<number, FilePlace>, count: number): LastData {
	let last: LastData = {start: 0, length: 0, following: count};
	for (const [number, {lastStart, lastEnd, size}] of places) {
		last = {start: lastStart, length: lastEnd + paddingOf(size), following: count - 1 - number};
	}

	return last;
}

/** Whether blocks that end a tar stand in front of the table, so that nobody reads on to it. */
async function tarHasEnded({before}: TocMember, end: number, {start, length, following}: LastData): Promise<boolean> {
	const trailer = await before(end - trailerLength);
	const plainLength = new DataView(trailer.buffer, trailer.byteOffset).getUint32(4, true);
	// Gzip keeps the length modulo 2^32.
	const rest = (plainLength - length) >>> 0;
	// Each entry has one header at least, so that nothing is left for the end; or there is none, and it is the end.
	if (rest === following * blockSize) {
		return false;
	}

	if (following === 0 && rest >= endBlocks && rest <= most.plain) {
		return true;
	}

	if (end - start > most.stored) {
		throw new TocError('it can\'t be told whether the tar ends in front of it');
	}

	const plain = await expand(await before(start), 'gzip', most.plain);
	const reader = createTarReader(() => undefined);
	reader.write(plain.subarray(length));
	return reader.finished;
}
