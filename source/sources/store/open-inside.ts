import {Buffer} from 'node:buffer';
import {constants, type BigIntStats} from 'node:fs';
import {open, type FileHandle} from 'node:fs/promises';
import {messageOf} from '../../errors.ts';
import {cleanPath} from '../../image/path-parts.ts';
import {StoreError} from './store-error.ts';

// Linux' O_PATH, which Node doesn't name: such a descriptor only stands for a file, so that no device is woken by a look at it.
const pathOnly = 0o1000_0000;

/**
Opens a file below a folder by its name as a layer has it, in bytes. No symlink is followed on the way, wherever it leads, and only an ordinary file
is opened. Throws a `StoreError` where there is none.
*/
export async function openInside(folder: string, name: Uint8Array): Promise<{file: FileHandle; facts: BigIntStats}> {
	const {names} = cleanPath(name);
	let place: FileHandle | undefined;
	try {
		place = await open(folder, constants.O_DIRECTORY | constants.O_NOFOLLOW | pathOnly);
		for (const [position, {bytes, start, end}] of names.entries()) {
			const isLast = position === names.length - 1;
			const next = await open(below(place, bytes.subarray(start, end)), constants.O_NOFOLLOW | pathOnly | (isLast ? 0 : constants.O_DIRECTORY));
			await place.close();
			place = next;
		}

		const facts = await place.stat({bigint: true});
		if (!facts.isFile()) {
			throw new StoreError('it is no file');
		}

		return {file: await open(`/proc/self/fd/${place.fd}`, constants.O_RDONLY), facts};
	} catch (error) {
		throw new StoreError(`a file of ${folder} can't be opened: ${messageOf(error)}`, {cause: error});
	} finally {
		await place?.close();
	}
}

// The system resolves the descriptor's name to the folder itself, whatever stands at its path by now.
function below(place: FileHandle, name: Uint8Array) {
	return Buffer.concat([Buffer.from(`/proc/self/fd/${place.fd}/`), name]);
}
