import {pipeline, Transform, type Readable} from 'node:stream';
import {extract, type Header} from 'tar-stream';
import type {ArchiveEntry} from './archive-stream.ts';

/**
The entries of the tar that an engine's save is, in its order. `onBytes` is told the length of each chunk that arrives.
Closes the stream when it's left early; throws where the tar is cut off or is none.
*/
export async function * engineEntries(body: Readable, onBytes: (bytes: number) => void): AsyncGenerator<ArchiveEntry, void> {
	const tar = extract();
	const counter = new Transform({
		transform(chunk: Uint8Array, _encoding, done) {
			onBytes(chunk.length);
			done(null, chunk);
		},
	});
	// The failure also comes out of the entries, where it is caught.
	pipeline(body, counter, tar, () => undefined);
	for await (const entry of tar) {
		yield {...describe(entry.header), body: entry as AsyncIterable<Uint8Array>};
	}
}

function describe({name, type, linkname, size}: Header): Omit<ArchiveEntry, 'body'> {
	const isLink = type === 'link' || type === 'symlink';
	return {
		name,
		type: isLink ? 'link' : (type === 'directory' ? 'directory' : 'file'),
		target: isLink ? linkname ?? undefined : undefined,
		size: size ?? 0,
	};
}
