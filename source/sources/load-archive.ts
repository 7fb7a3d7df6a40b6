import {createReadStream} from 'node:fs';
import {stat} from 'node:fs/promises';
import process from 'node:process';
import {LayerscopeError} from '../errors.ts';
import {noLimits} from '../image/reading-limits.ts';
import {sniff} from '../indexing/compression.ts';
import {createArchiveCheck} from './archive-check.ts';
import {brokenArchive} from './archive-errors.ts';
import {checkPath} from './check-path.ts';
import {peek} from './classify-entry.ts';
import {decompressStream} from './decompress-stream.ts';

/** An archive that an engine is to load. */
export type LoadInput = {
	/** What it is called in errors and progress. */
	readonly name: string;
	/** Bytes as stored; `undefined` for standard input. */
	readonly size: number | undefined;
	/** Its bytes as stored. */
	readonly open: () => AsyncIterable<Uint8Array>;
};

/** The archive in a file. Throws a `LayerscopeError` where there is none that can be read. */
export async function fileInput(file: string): Promise<LoadInput> {
	if (await checkPath(file) === 'directory') {
		throw new LayerscopeError('usage', `${file} is a directory, and engines load archives.`, {advice: `Send it as one: tar -C ${file} -cf - . | layerscope load`});
	}

	const {size} = await stat(file);
	return {name: file, size, open: () => createReadStream(file, {highWaterMark: 256 * 1024})};
}

/** The archive on standard input. Throws a usage error where that is a terminal. */
export function standardInput(): LoadInput {
	if (process.stdin.isTTY) {
		throw new LayerscopeError('usage', 'Nothing says what to load: standard input is a terminal.', {advice: 'Add -i FILE, or pipe an archive into it: docker save nginx | layerscope load'});
	}

	return {name: 'standard input', size: undefined, open: () => process.stdin};
}

/**
The bytes of an archive as every engine takes them: what is compressed with gzip or zstd is unpacked, since Podman refuses the one and old
Dockers the other, and it is checked as it passes. xz and bzip2 are left to the engine. Throws a `LayerscopeError` (unreadable), at its end
at the latest, for what is no archive of images or was cut off. `onStored` is told how many stored bytes were read.
*/
export async function * loadableBytes({name, open}: LoadInput, onStored: (bytes: number) => void): AsyncGenerator<Uint8Array, void> {
	const {head, body} = await peek(counted(open(), name, onStored));
	try {
		const form = sniff(head);
		yield * form === 'xz' || form === 'bzip2' ? body : checked(form === 'none' ? body : unpacked(body, name), name);
	} finally {
		await body.return();
	}
}

async function * counted(chunks: AsyncIterable<Uint8Array>, name: string, onStored: (bytes: number) => void): AsyncGenerator<Uint8Array, void> {
	try {
		for await (const chunk of chunks) {
			onStored(chunk.length);
			yield chunk;
		}
	} catch (error) {
		throw new LayerscopeError('unreadable', `${name} can't be read: ${(error as Error).message}.`, {cause: error});
	}
}

async function * checked(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array, void> {
	const check = createArchiveCheck(name);
	for await (const chunk of chunks) {
		check.take(chunk);
		yield chunk;
	}

	check.end();
}

async function * unpacked(stored: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array, void> {
	try {
		yield * decompressStream(stored, noLimits.unpacked);
	} catch (error) {
		throw error instanceof LayerscopeError ? brokenArchive(name, error) : error;
	}
}
