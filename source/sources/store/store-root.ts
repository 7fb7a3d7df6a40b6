import {readFile, realpath, stat} from 'node:fs/promises';
import process from 'node:process';
import {messageOf} from '../../errors.ts';
import {StoreError} from './store-error.ts';

/** The most bytes of a document: far more than the largest list of layers has. */
export const longestDocument = 64 * 1024 * 1024;

/**
The folder of a store, links resolved. Throws a `StoreError` where it isn't there, or belongs to neither root nor this user: who owns it
could lead readers astray, and an engine behind a forwarded socket may name any folder.
*/
export async function openStoreRoot(folder: string): Promise<string> {
	try {
		const root = await realpath(folder);
		const facts = await stat(root);
		if (facts.isDirectory() && [0, process.getuid?.()].includes(facts.uid)) {
			return root;
		}
	} catch (error) {
		throw new StoreError(`${folder} can't be read: ${messageOf(error)}`, {cause: error});
	}

	throw new StoreError(`${folder} is no folder of root or this user`);
}

/** A document of a store. Throws a `StoreError` where it can't be read. */
export async function readStoreFile(path: string): Promise<Uint8Array> {
	try {
		const facts = await stat(path);
		if (!facts.isFile() || facts.size > longestDocument) {
			throw new StoreError(`${path} is no file, or far too large`);
		}

		return await readFile(path);
	} catch (error) {
		throw error instanceof StoreError ? error : new StoreError(`${path} can't be read: ${messageOf(error)}`, {cause: error});
	}
}
