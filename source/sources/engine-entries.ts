import {pipeline, type Readable} from 'node:stream';
import {extract, type Header} from 'tar-stream';
import {asEngineError} from '../engine/answer.ts';
import type {ArchiveEntry} from './archive-stream.ts';

/** What reading a save works with. */
export type SaveReading = {
	/** Ends the sentence of an error: `while nginx was saved`. */
	readonly purpose: string;
	readonly signal: AbortSignal;
	/** Is told the length of each chunk that arrives. */
	readonly onBytes: (bytes: number) => void;
};

/**
The entries of the tar that an engine's save is, in its order; what isn't read of one is skipped. Leaving early closes the connection.
Throws a `LayerscopeError` where the stream breaks off or is no tar, and the signal's reason where it was aborted.
*/
export async function * engineEntries(save: Readable, reading: SaveReading): AsyncGenerator<ArchiveEntry, void> {
	const tar = extract();
	// The failure also comes out of the entries, where it is caught.
	pipeline(save, tar, () => undefined);
	save.on('data', (chunk: Uint8Array) => {
		reading.onBytes(chunk.length);
	});
	try {
		for await (const entry of tar) {
			yield {...describe(entry.header), body: withEngineErrors(entry as AsyncIterable<Uint8Array>, reading)};
			entry.resume();
		}
	} catch (error) {
		throw asEngineError(error, reading.purpose, reading.signal);
	}
}

async function * withEngineErrors(body: AsyncIterable<Uint8Array>, {purpose, signal}: SaveReading): AsyncGenerator<Uint8Array, void> {
	try {
		yield * body;
	} catch (error) {
		throw asEngineError(error, purpose, signal);
	}
}

function describe({name, type, linkname, size}: Header): Omit<ArchiveEntry, 'body'> {
	const isLink = type === 'link' || type === 'symlink';
	// A hard link's target counts from the root.
	const target = type === 'link' ? `/${linkname}` : linkname;
	return {
		name,
		type: isLink ? 'link' : (type === 'directory' ? 'directory' : 'file'),
		target: isLink ? target : undefined,
		size,
	};
}
