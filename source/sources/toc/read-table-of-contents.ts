import type {LayerIndex} from '../../image/layer-index.ts';
import type {Descriptor} from '../../image/manifest.ts';
import type {BlobRanges} from './blob-ranges.ts';
import type {FilePlace} from './file-places.ts';
import {indexToc} from './index-toc.ts';
import {readChunkedToc} from './read-chunked-toc.ts';
import {readStargzToc} from './read-stargz-toc.ts';
import {tocPlace} from './toc-place.ts';

/** A layer as its table of contents has it: what it lists, and where the contents are. */
export type TableOfContents = {
	/**
	Its offsets are the entries' own numbers, since where an entry begins in the tar isn't told. Names, modes, owners, links, devices and attributes
	are those of the tar; times of eStargz are rounded to seconds.
	*/
	readonly index: LayerIndex;
	readonly form: 'gzip' | 'zstd';
	/** Of every file that isn't empty, by its entry's offset in the index. */
	readonly places: ReadonlyMap<number, FilePlace>;
	/** Where the files end in the blob. */
	readonly end: number;
};

/**
Reads the table of contents of an eStargz or zstd:chunked layer without the layer: by one request, or two. It is verified by the digest in the
descriptor, so the manifest must have been verified itself. `undefined` where the layer has none, or none that a digest vouches for.
Throws a `TocError` where it isn't what the descriptor says or can't be right: then only the layer itself tells. And whatever `ranges` throws.
*/
export async function readTableOfContents(descriptor: Descriptor, ranges: BlobRanges, signal: AbortSignal): Promise<TableOfContents | undefined> {
	const place = tocPlace(descriptor);
	if (place === undefined) {
		return undefined;
	}

	const stored = place.form === 'zstd' ? await readChunkedToc(place, ranges, signal) : await readStargzToc(place, descriptor, ranges, signal);
	return stored && {...await indexToc(stored), form: stored.form, end: stored.end};
}
