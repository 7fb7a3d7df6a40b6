import {rm, rmdir} from 'node:fs/promises';
import path from 'node:path';
import type {Digest} from '../image/digest.ts';
import {checkFolder} from './cache-folder.ts';
import {listFiles} from './evict.ts';
import {readOwn} from './files.ts';
import {decodeRecord} from './image-record.ts';
import {decodeHeader, hashed, headerLength} from './layer-header.ts';

/** A layer whose index is kept. */
export type ListedLayer = {
	readonly diffId: Digest;
	/** The layer digests that it is known under, of the images that are kept too. */
	readonly digests: readonly Digest[];
	/** Bytes of its file. */
	readonly bytes: number;
	readonly entries: number;
	/** When it was last used, in milliseconds since the epoch. */
	readonly used: number;
	/** Whether its bytes were hashed; else an engine vouches for it. */
	readonly isHashed: boolean;
};

/** What the cache holds: layers, the last used first, and how large all of it is, what belongs to no layer included. */
export type CacheListing = {readonly layers: readonly ListedLayer[]; readonly images: number; readonly bytes: number};

const largestRecord = 16 * 1024 * 1024;

/** Lists a cache by the headers of its files; what isn't one, or is of another version, only counts its bytes. Throws a `LayerscopeError` where the folder isn't ours. */
export async function readListing(folder: string): Promise<CacheListing> {
	if (!await isThere(folder)) {
		return {layers: [], images: 0, bytes: 0};
	}

	const files = await listFiles(folder);
	const digests = await readDigests(folder, files.map(({name}) => name));
	const layers: ListedLayer[] = [];
	for (const {name, bytes, used} of files.filter(file => file.name.endsWith('.layer'))) {
		const head = await readOwn(path.join(folder, name), headerLength, false);
		const header = head && decodeHeader(head);
		if (header) {
			const diffId: Digest = `sha256:${header.diffId}`;
			layers.push({
				diffId, bytes, used, entries: header.count, isHashed: header.voucher === hashed, digests: [...digests].filter(([, of]) => of === diffId).map(([digest]) => digest),
			});
		}
	}

	return {
		layers: layers.toSorted((a, b) => b.used - a.used),
		images: files.filter(({name}) => name.endsWith('.image')).length,
		bytes: files.reduce((sum, {bytes}) => sum + bytes, 0),
	};
}

/** Removes all that a cache holds, and its folder where nothing else is in there. Gives the bytes that were freed. */
export async function removeAll(folder: string): Promise<number> {
	if (!await isThere(folder)) {
		return 0;
	}

	const files = await listFiles(folder);
	for (const {name} of files) {
		await rm(path.join(folder, name), {force: true});
	}

	// Something that isn't ours may lie there too.
	await rmdir(folder).catch(() => undefined);
	return files.reduce((sum, {bytes}) => sum + bytes, 0);
}

/** The map of layer digests to diffIDs, as the images that are kept tell it. */
async function readDigests(folder: string, names: readonly string[]): Promise<ReadonlyMap<Digest, Digest>> {
	const digests = new Map<Digest, Digest>();
	for (const name of names.filter(name => name.endsWith('.image'))) {
		const bytes = await readOwn(path.join(folder, name), largestRecord);
		for (const {digest, diffId} of (bytes && decodeRecord(bytes))?.image.layers ?? []) {
			if (digest !== undefined && diffId !== undefined) {
				digests.set(digest, diffId);
			}
		}
	}

	return digests;
}

async function isThere(folder: string): Promise<boolean> {
	try {
		await checkFolder(folder);
		return true;
	} catch (error) {
		if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
			return false;
		}

		throw error;
	}
}
