import {
	lstat, readdir, rm, rmdir,
} from 'node:fs/promises';
import path from 'node:path';
import {checkFolder} from './cache-folder.ts';
import {partialEnding} from './partial-blob.ts';

/** A file among the blobs of a layout. */
export type BlobFile = {
	/** With its folder. */
	readonly path: string;
	readonly bytes: number;
	/** When it was last used, in milliseconds since the epoch. */
	readonly used: number;
	/** Whether it isn't whole. */
	readonly isPartial: boolean;
};

const algorithms: ReadonlyMap<string, number> = new Map([['sha256', 64], ['sha512', 128]]);

/** All blobs of a layout, those that aren't whole included; none where there is no such folder. Throws a `LayerscopeError` where it isn't ours. */
export async function listBlobs(folder: string): Promise<readonly BlobFile[]> {
	try {
		await checkFolder(folder);
	} catch (error) {
		return nothingThere(error as NodeJS.ErrnoException);
	}

	const lists = await Promise.all([...algorithms].map(async ([algorithm, length]) => {
		const place = path.join(folder, 'blobs', algorithm);
		const names = await readdir(place).catch(nothingThere<string>);
		const ours = names.filter(name => /^[\da-f]+$/.test(name.slice(0, length)) && (name.length === length || name.endsWith(partialEnding) || name.endsWith('.part')));
		return Promise.all(ours.map(async name => factsOf(path.join(place, name), name.length > length)));
	}));
	return lists.flat().filter(file => file !== undefined);
}

async function factsOf(file: string, isPartial: boolean): Promise<BlobFile | undefined> {
	// Another layerscope may remove it meanwhile.
	const facts = await lstat(file).catch(() => undefined);
	return facts?.isFile()
		? {
			path: file, bytes: facts.size, used: facts.mtimeMs, isPartial,
		}
		: undefined;
}

type Eviction = {
	/** Bytes that may stay. */
	readonly limit: number;
	/** What stays in any case. */
	readonly used: ReadonlySet<string>;
	/** In milliseconds since the epoch. */
	readonly now: number;
};

// What was touched so lately may be in use by another process, in milliseconds.
const justUsed = 60_000;

/** Removes the blobs that were used longest ago until at most `limit` bytes are left. */
export async function evictBlobs(folder: string, {limit, used, now}: Eviction): Promise<void> {
	const files = await listBlobs(folder);
	let kept = 0;
	for (const {path: file, bytes, used: time} of files.toSorted((a, b) => b.used - a.used)) {
		if (kept + bytes > limit && !used.has(file) && now - time > justUsed) {
			await rm(file, {force: true});
		} else {
			kept += bytes;
		}
	}
}

/** Removes all blobs, and the layout where nothing else is in there. Gives the bytes that were freed. */
export async function removeBlobs(folder: string): Promise<number> {
	const files = await listBlobs(folder);
	for (const {path: file} of files) {
		await rm(file, {force: true});
	}

	for (const name of ['index.json', 'oci-layout']) {
		await rm(path.join(folder, name), {force: true}).catch(nothingThere);
	}

	// Something that isn't ours may lie there too.
	for (const name of [...[...algorithms.keys()].map(algorithm => `blobs/${algorithm}`), 'blobs', '.']) {
		await rmdir(path.join(folder, name)).catch(() => undefined);
	}

	return files.reduce((sum, {bytes}) => sum + bytes, 0);
}

function nothingThere<Value>(error: NodeJS.ErrnoException): Value[] {
	if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
		return [];
	}

	throw error;
}
