import {lstat, mkdir, stat} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {LayerscopeError} from '../errors.ts';
import {homeFolder} from '../home-folder.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The bits of a mode that let anybody but the owner write. */
export const writableByOthers = 0o022;

/** Where indexes are kept: `layerscope` in the user's folder for caches (XDG Base Directory Specification). */
export function cacheFolder(environment: Environment): string {
	const given = environment.XDG_CACHE_HOME ?? '';
	return path.join(path.isAbsolute(given) ? given : path.join(homeFolder(environment), '.cache'), 'layerscope');
}

/** Makes the folder where it isn't there, with mode 0700. Throws a `LayerscopeError` where it can't be trusted, or what the system says where it can't be made. */
export async function makeFolder(folder: string): Promise<void> {
	const parent = path.dirname(folder);
	await mkdir(parent, {recursive: true, mode: 0o700});
	// Root with a user's HOME would make a folder there that the user can't use.
	const {uid} = await stat(parent);
	if (!isOurs(uid) && uid !== 0) {
		throw refused(parent, 'belongs to somebody else');
	}

	await mkdir(folder, {mode: 0o700}).catch((error: unknown) => {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
			throw error;
		}
	});
	await checkFolder(folder);
}

/** Throws a `LayerscopeError` where a folder isn't ours alone to write, since what lies there could be anybody's; what the system says where there is none. */
export async function checkFolder(folder: string): Promise<void> {
	const facts = await lstat(folder);
	if (!facts.isDirectory()) {
		throw refused(folder, 'is no folder');
	}

	if (!isOurs(facts.uid)) {
		throw refused(folder, 'belongs to somebody else');
	}

	if (process.platform !== 'win32' && (facts.mode & writableByOthers) !== 0) {
		throw refused(folder, 'can be written by others');
	}
}

/** Whether a user ID is that of whoever runs this; where there are no user IDs, all is. */
export function isOurs(uid: number): boolean {
	return process.getuid === undefined || process.getuid() === uid;
}

function refused(folder: string, why: string): LayerscopeError {
	return new LayerscopeError('usage', `The cache is left alone, since ${folder} ${why}.`, {advice: 'Remove it, or set XDG_CACHE_HOME to a folder of yours.'});
}
