import {createHash} from 'node:crypto';
import {LayerscopeError} from '../../errors.ts';
import type {Digest} from '../../image/digest.ts';
import {joinBytes} from '../../tar/join-bytes.ts';
import {plainPieces} from '../plain-pieces.ts';
import {TocError} from './toc-error.ts';

/** Expands bytes that are all here. Throws a `TocError` where they are damaged, or give more than `most` bytes. */
export async function expand(stored: Uint8Array, form: 'gzip' | 'zstd', most: number): Promise<Uint8Array> {
	const pieces: Uint8Array[] = [];
	let length = 0;
	try {
		for await (const {bytes} of plainPieces(once(stored), 0, form)) {
			pieces.push(bytes);
			length += bytes.length;
			if (length > most) {
				throw new TocError('it expands to more than it may');
			}
		}
	} catch (error) {
		if (error instanceof TocError || !(error instanceof LayerscopeError)) {
			throw error;
		}

		throw new TocError('its bytes are damaged', {cause: error});
	}

	return joinBytes(pieces);
}

/** Throws a `TocError` where bytes don't hash to a digest. */
export function checkDigest(bytes: Uint8Array, digest: Digest): void {
	if (digestOfKind(digest, bytes) !== digest) {
		throw new TocError('it isn\'t the one that the manifest names: its digest is another');
	}
}

/** The digest of bytes, by the algorithm of another digest. */
function digestOfKind(kind: Digest, bytes: Uint8Array): string {
	const algorithm = kind.slice(0, kind.indexOf(':'));
	return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

async function * once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
	yield bytes;
}
