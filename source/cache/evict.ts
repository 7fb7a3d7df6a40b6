import {readdir, rm, stat} from 'node:fs/promises';
import path from 'node:path';
import {unfinished} from './files.ts';

/** A file of the cache. */
export type CacheFile = {
	readonly name: string;
	readonly bytes: number;
	/** When it was last used, in milliseconds since the epoch. */
	readonly used: number;
};

const ourNames = /^[\da-f]{64}(?:-[\da-f]{64})?\.(?:layer|image)(?:\..*\.part)?$/;
// Nobody writes one file for so long, in milliseconds.
const longestWriting = 3_600_000;

/** All files of the cache, those that are being written included; none where there is no folder. */
export async function listFiles(folder: string): Promise<readonly CacheFile[]> {
	const names = await readdir(folder).catch(nothingThere);
	const files = await Promise.all(names.filter(name => ourNames.test(name)).map(async name => {
		// Another layerscope may remove it meanwhile.
		const facts = await stat(path.join(folder, name)).catch(() => undefined);
		return facts?.isFile() ? [{name, bytes: facts.size, used: facts.mtimeMs}] : [];
	}));
	return files.flat();
}

/** Removes what was used longest ago until the rest has at most `limit` bytes, and what a layerscope that was killed left half written. */
export async function evict(folder: string, limit: number, now: number): Promise<void> {
	const files = await listFiles(folder);
	let kept = 0;
	for (const {name, bytes, used} of files.toSorted((a, b) => b.used - a.used)) {
		const isStale = name.endsWith(unfinished) && now - used > longestWriting;
		if (isStale || kept + bytes > limit) {
			await rm(path.join(folder, name), {force: true});
		} else {
			kept += bytes;
		}
	}
}

function nothingThere(error: NodeJS.ErrnoException): string[] {
	if (error.code === 'ENOENT') {
		return [];
	}

	throw error;
}
