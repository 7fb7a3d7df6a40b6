import {access, constants, stat} from 'node:fs/promises';
import {homedir} from 'node:os';
import path from 'node:path';
import {LayerscopeError} from '../errors.ts';

/** A path with `~` and `~/` standing for the home directory. */
export function expandHome(text: string): string {
	return text === '~' || text.startsWith('~/') ? path.join(homedir(), text.slice(1)) : text;
}

/** Looks at what a path names, without opening it: opening a pipe would wait for ever. Throws a `LayerscopeError` for anything but a readable file or directory. */
export async function checkPath(file: string): Promise<'file' | 'directory'> {
	const facts = await stat(file).catch((error: unknown) => {
		throw asError(file, error as NodeJS.ErrnoException);
	});
	if (facts.isDirectory()) {
		return 'directory';
	}

	if (!facts.isFile()) {
		throw new LayerscopeError('usage', `${file} is ${facts.isFIFO() ? 'a pipe' : 'a device or socket'}, not a file.`, {advice: facts.isFIFO() ? `Give it as standard input: layerscope - < ${file}` : 'Give a file that docker save, podman save or skopeo wrote.'});
	}

	if (facts.size === 0) {
		throw new LayerscopeError('unreadable', `${file} is empty.`, {advice: 'Save the image again.'});
	}

	await access(file, constants.R_OK).catch((error: unknown) => {
		throw asError(file, error as NodeJS.ErrnoException);
	});
	return 'file';
}

function asError(file: string, error: NodeJS.ErrnoException): LayerscopeError {
	switch (error.code) {
		case 'ENOENT':
		case 'ENOTDIR': {
			return new LayerscopeError('not-found', `There is no file ${file}.`, {cause: error, advice: 'Check the path.'});
		}

		case 'EACCES':
		case 'EPERM': {
			return new LayerscopeError('unreadable', `${file} may not be read.`, {cause: error, advice: 'Ask its owner for the right to read it.'});
		}

		default: {
			return new LayerscopeError('unreadable', `${file} can't be opened: ${error.message}.`, {cause: error});
		}
	}
}
