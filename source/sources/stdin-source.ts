import {createWriteStream, fstatSync, rmSync} from 'node:fs';
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {pipeline} from 'node:stream/promises';
import {LayerscopeError, messageOf} from '../errors.ts';
import {openArchiveSource} from './archive-source.ts';
import type {CollectedArchive} from './collect-archive.ts';
import type {ImageSource} from './image-source.ts';
import type {OpenOptions} from './open-options.ts';
import {createStreamSource} from './stream-source.ts';

const location = 'standard input';

// Standard input comes only once in the life of the program, and its image may be chosen after it was read.
let collected: Promise<CollectedArchive> | undefined;
let spooled: Promise<string> | undefined;

/** Opens the archive on standard input: in one pass, or with `spool` kept in a temporary file until the program ends. */
export async function openStdinSource(options: OpenOptions): Promise<ImageSource> {
	if (process.stdin.isTTY || isNothing()) {
		throw new LayerscopeError('usage', 'Standard input is no archive: nothing is piped into it.', {advice: 'Pipe an image into it: docker save nginx | layerscope -'});
	}

	if (!options.spool) {
		return createStreamSource({
			kind: 'stdin',
			location,
			selection: options.selection,
			open: () => process.stdin,
			canReopen: false,
			limits: options.limits,
			collected,
			onCollected(archive) {
				collected = archive;
			},
		});
	}

	spooled ??= spool(options.signal);
	return openArchiveSource(await spooled, options, 'stdin', location);
}

// A closed or empty standard input shows as a device such as /dev/null.
function isNothing(): boolean {
	try {
		return fstatSync(0).isCharacterDevice();
	} catch {
		return true;
	}
}

async function spool(signal: AbortSignal | undefined): Promise<string> {
	const directory = await mkdtemp(path.join(tmpdir(), 'layerscope-')).catch((error: unknown) => {
		throw notSpooled(error);
	});
	process.once('exit', () => {
		rmSync(directory, {recursive: true, force: true});
	});
	const file = path.join(directory, 'archive');
	await pipeline(process.stdin, createWriteStream(file, {mode: 0o600}), {signal}).catch((error: unknown) => {
		signal?.throwIfAborted();
		throw notSpooled(error);
	});
	return file;
}

function notSpooled(cause: unknown): LayerscopeError {
	return new LayerscopeError('usage', `Standard input can't be kept in a temporary file in ${tmpdir()}: ${messageOf(cause)}.`, {
		advice: 'Set TMPDIR to a folder that has room for it.', cause,
	});
}
