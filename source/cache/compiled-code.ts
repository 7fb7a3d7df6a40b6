import {existsSync} from 'node:fs';
import {
	lstat, readdir, realpath, rm,
} from 'node:fs/promises';
import nodeModule from 'node:module';
import path from 'node:path';
import {
	checkFolder, isOurs, makeFolder, writableByOthers,
} from './cache-folder.ts';

const sticky = 0o1000;

function inside(cache: string): string {
	return path.join(cache, 'code');
}

/**
Lets Node, from 22 on, keep what V8 made of the program's files from one run to the next, in a folder of the cache. What lies there is run:
a folder that anybody else could have written into, or put there, is never used. Whatever is in the way is told to `log`, and nothing is kept.
*/
export async function keepCompiledCode(cache: string, log: (line: string) => void): Promise<void> {
	const {enableCompileCache} = nodeModule as {readonly enableCompileCache?: (folder: string) => unknown};
	if (enableCompileCache === undefined) {
		return;
	}

	try {
		await makeFolder(cache);
		if (await isOnlyOurs(cache)) {
			enableCompileCache(inside(cache));
		} else {
			log(`Compiled code isn't kept, since others may write on the way to ${cache}.`);
		}
	} catch (error) {
		log(`Compiled code isn't kept: ${String(error)}`);
	}
}

/** Whether nobody but the user and root could have put anything at a folder's place: neither into it nor into one above it. */
export async function isOnlyOurs(folder: string): Promise<boolean> {
	let place = await realpath(folder);
	for (;;) {
		const {uid, mode} = await lstat(place);
		const isOpen = (mode & writableByOthers) !== 0 && (mode & sticky) === 0;
		if (isOpen || !(isOurs(uid) || uid === 0)) {
			return false;
		}

		const above = path.dirname(place);
		if (above === place) {
			return true;
		}

		place = above;
	}
}

/** Removes what was kept of compiled code. Gives the bytes that were freed. Throws a `LayerscopeError` for a folder that can't be trusted. */
export async function removeCompiledCode(cache: string): Promise<number> {
	if (!existsSync(cache)) {
		return 0;
	}

	await checkFolder(cache);
	const folder = inside(cache);
	const names = await readdir(folder, {recursive: true}).catch(() => []);
	const facts = await Promise.all(names.map(async name => lstat(path.join(folder, name))));
	await rm(folder, {recursive: true, force: true});
	return facts.filter(fact => fact.isFile()).reduce((sum, {size}) => sum + size, 0);
}
