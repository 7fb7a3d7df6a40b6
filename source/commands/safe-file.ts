import {Buffer} from 'node:buffer';
import {randomBytes} from 'node:crypto';
import {
	link, open, rename, rm, stat, type FileHandle,
} from 'node:fs/promises';
import path from 'node:path';
import {LayerscopeError, messageOf} from '../errors.ts';

// An engine's save comes in pieces of a few kilobytes.
const batchSize = 512 * 1024;

/** `exists`: nothing was written, because the file is there and may not be overwritten. */
export type WriteResult = {readonly kind: 'written'; readonly bytes: number} | {readonly kind: 'exists'};

/**
Writes a whole file or nothing: beside the target under a name of our own, then moved. A file that is there is only overwritten with `isForced`.
Throws a usage error where the target is a directory, a device or a pipe, or can't be written.
*/
export async function writeWhole(target: string, chunks: AsyncIterable<Uint8Array>, isForced: boolean): Promise<WriteResult> {
	const present = await stat(target).catch(() => undefined);
	if (present?.isDirectory()) {
		throw new LayerscopeError('usage', `${target} is a directory.`, {advice: 'Name the file to write.'});
	}

	// A device that is overwritten is gone for every other program.
	if (present && !present.isFile()) {
		throw new LayerscopeError('usage', `${target} is a device or a pipe, not a file.`, {advice: 'Leave out -o and send standard output there.'});
	}

	if (present && !isForced) {
		return {kind: 'exists'};
	}

	const temporary = path.join(path.dirname(target), `.layerscope-${randomBytes(6).toString('hex')}`);
	try {
		const bytes = await writeAll(temporary, chunks);
		return await moveInto(temporary, target, isForced) ? {kind: 'written', bytes} : {kind: 'exists'};
	} catch (error) {
		throw error instanceof LayerscopeError || !isSystemError(error) ? error : writeError(target, error);
	} finally {
		await rm(temporary, {force: true});
	}
}

function writeError(target: string, error: NodeJS.ErrnoException): LayerscopeError {
	const what = error.code === 'ENOENT' ? `There is no directory ${path.dirname(target)}.` : `${target} can't be written: ${messageOf(error)}.`;
	return new LayerscopeError('usage', what, {advice: 'Choose another place with -o.', cause: error});
}

async function writeAll(file: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
	const handle = await open(file, 'wx');
	let bytes = 0;
	let batch: Uint8Array[] = [];
	let waiting = 0;
	try {
		for await (const chunk of chunks) {
			// What gives chunks may use their bytes again.
			batch.push(Uint8Array.from(chunk));
			waiting += chunk.length;
			bytes += chunk.length;
			if (waiting >= batchSize) {
				await writePiece(handle, Buffer.concat(batch));
				batch = [];
				waiting = 0;
			}
		}

		await writePiece(handle, Buffer.concat(batch));
	} finally {
		await handle.close();
	}

	return bytes;
}

async function writePiece(handle: FileHandle, piece: Uint8Array): Promise<void> {
	// A write may take only a part.
	for (let start = 0; start < piece.length;) {
		const {bytesWritten} = await handle.write(piece, start);
		start += bytesWritten;
	}
}

/** Gives whether the target could be taken: a link fails where a file came into being meanwhile, a rename would replace it. */
async function moveInto(temporary: string, target: string, isForced: boolean): Promise<boolean> {
	if (isForced) {
		await rename(temporary, target);
		return true;
	}

	try {
		await link(temporary, target);
		return true;
	} catch (error) {
		if (isSystemError(error) && error.code === 'EEXIST') {
			return false;
		}

		return moveWithoutLinks(temporary, target);
	}
}

/** Some file systems have no hard links: there an empty file takes the name, as only one can, and is replaced. */
async function moveWithoutLinks(temporary: string, target: string): Promise<boolean> {
	try {
		const place = await open(target, 'wx');
		await place.close();
	} catch (error) {
		if (isSystemError(error) && error.code === 'EEXIST') {
			return false;
		}

		throw error;
	}

	await rename(temporary, target);
	return true;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
	return error instanceof Error && 'code' in error && 'syscall' in error;
}
