import {access, constants, stat} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {LayerscopeError} from '../errors.ts';
import {homeFolder} from '../home-folder.ts';

/** A path with `~` and `~/` standing for the home directory. */
export function expandHome(text: string): string {
	return text === '~' || text.startsWith('~/') ? path.join(homeFolder(process.env), text.slice(1)) : text;
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
		throw facts.isFIFO()
			? new LayerscopeError('usage', `${file} is a pipe, not a file.`, {advice: `Give it as standard input: layerscope - < ${file}`})
			: new LayerscopeError('usage', `${file} is a device or a socket, not a file.`, {advice: 'Give a file that docker save, podman save or skopeo wrote.'});
	}

	if (facts.size === 0) {
		throw new LayerscopeError('unreadable', `${file} is empty.`, {advice: 'Save the image again.'});
	}

	await access(file, constants.R_OK).catch((error: unknown) => {
		throw asError(file, error as NodeJS.ErrnoException);
	});
	return 'file';
}

function asError(file: string, cause: NodeJS.ErrnoException): LayerscopeError {
	if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') {
		return new LayerscopeError('not-found', `There is no file ${file}.`, {cause, advice: 'Check the path.'});
	}

	return cause.code === 'EACCES' || cause.code === 'EPERM'
		? new LayerscopeError('unreadable', `${file} may not be read.`, {cause, advice: 'Ask its owner for the right to read it.'})
		: new LayerscopeError('unreadable', `${file} can't be opened: ${cause.message}.`, {cause, advice: 'Check the path.'});
}
