import {randomBytes} from 'node:crypto';
import {constants} from 'node:fs';
import {
	open, rename, rm, type FileHandle,
} from 'node:fs/promises';
import process from 'node:process';
import {isOurs} from './cache-folder.ts';

/** Ends the names of files that are being written. */
export const unfinished = '.part';

/**
Reads a file of ours, or its first `most` bytes, into a buffer of its own. Gives `undefined` where there is none, or it isn't a plain file
of ours; throws what the system says where it can't be read.
*/
export async function readOwn(file: string, most: number, isWhole = true): Promise<Uint8Array<ArrayBuffer> | undefined> {
	const handle = await openOwn(file);
	if (handle === undefined) {
		return undefined;
	}

	try {
		const facts = await handle.stat();
		if (!facts.isFile() || !isOurs(facts.uid) || (isWhole && facts.size > most)) {
			return undefined;
		}

		return await readFully(handle, new Uint8Array(Math.min(facts.size, most)));
	} finally {
		await handle.close();
	}
}

async function openOwn(file: string): Promise<FileHandle | undefined> {
	try {
		// A link may lead anywhere, and opening a pipe would wait for its writer.
		return await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch (error) {
		if (['ENOENT', 'ELOOP', 'ENXIO'].includes((error as NodeJS.ErrnoException).code ?? '')) {
			return undefined;
		}

		throw error;
	}
}

// Reads may be short, and a file may shrink meanwhile.
async function readFully(handle: FileHandle, into: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
	let length = 0;
	while (length < into.length) {
		const {bytesRead} = await handle.read(into, length, into.length - length, length);
		if (bytesRead === 0) {
			return undefined;
		}

		length += bytesRead;
	}

	return into;
}

/** Writes a file whole or not at all: under another name first, so that nobody ever reads half of it. Throws what the system says. */
export async function writeOwn(file: string, pieces: readonly Uint8Array[]): Promise<void> {
	const part = `${file}.${process.pid}-${randomBytes(6).toString('hex')}${unfinished}`;
	try {
		const handle = await open(part, 'wx', 0o600);
		try {
			for (const piece of pieces) {
				await handle.writeFile(piece);
			}
		} finally {
			await handle.close();
		}

		await rename(part, file);
	} catch (error) {
		await rm(part, {force: true}).catch(() => undefined);
		throw error;
	}
}
