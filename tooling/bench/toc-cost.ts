import {createReadStream} from 'node:fs';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {digestHex, type Digest} from '../../source/image/digest.ts';
import {parseJson} from '../../source/image/json.ts';
import {parseManifest, type Descriptor} from '../../source/image/manifest.ts';
import {readTableOfContents} from '../../source/sources/toc/read-table-of-contents.ts';

/** What the lists of files of an image's layers cost. */
export type TocCost = {
	/** Bytes that are fetched for the tables of contents of all layers. */
	readonly fetched: number;
	readonly requests: number;
	/** Bytes of all layers as a registry has them. */
	readonly size: number;
	readonly entries: number;
	/** From the bytes on the disk to the indexes of all layers, one after another, in milliseconds. */
	readonly time: number;
};

const {signal} = new AbortController();

/** Reads the tables of contents of an image in an OCI layout, by the ranges that a registry would be asked for. */
export async function measureTocCost(layout: string): Promise<TocCost> {
	const layers = await layersOf(layout);
	const counts = {fetched: 0, requests: 0, entries: 0};
	const start = performance.now();
	for (const descriptor of layers) {
		const table = await readTableOfContents(descriptor, ({start, length}) => {
			counts.requests++;
			counts.fetched += length;
			return createReadStream(blobFile(layout, descriptor.digest), {start, end: start + length - 1});
		}, signal);
		if (table === undefined) {
			throw new Error(`The layer ${descriptor.digest} has no table of contents`);
		}

		counts.entries += table.index.count;
	}

	return {...counts, size: layers.reduce((sum, {size}) => sum + size, 0), time: performance.now() - start};
}

function blobFile(layout: string, digest: Digest): string {
	return path.join(layout, 'blobs/sha256', digestHex(digest));
}

async function layersOf(layout: string): Promise<readonly Descriptor[]> {
	const read = async (file: string) => parseManifest(parseJson(await readFile(file), file), file);
	const index = await read(path.join(layout, 'index.json'));
	const manifest = index.kind === 'index' ? await read(blobFile(layout, index.manifests[0]!.digest)) : index;
	return manifest.kind === 'manifest' ? manifest.layers : [];
}
