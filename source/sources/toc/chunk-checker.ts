import {createHash, type Hash} from 'node:crypto';
import {LayerscopeError} from '../../errors.ts';
import type {Digest} from '../../image/digest.ts';

/** A part of a content, and what it must hash to. */
export type CheckedChunk = {readonly size: number; readonly digest: Digest};

/** Compares a content with the checksums of its parts, as it comes. */
export type ChunkChecker = {
	/** Takes the next bytes and gives those that are right. Throws a `LayerscopeError` where a part is another than it should be. */
	readonly add: (bytes: Uint8Array) => readonly Uint8Array[];
	/** Whether all parts came; what follows is left out. */
	readonly isDone: () => boolean;
};

// So much is compared with its checksum before the first byte of it is given; larger parts are given first.
const checkedBefore = 16 * 1024 * 1024;

/** A checker of the parts of one content, in order; none is empty. */
export function createChunkChecker(chunks: readonly CheckedChunk[]): ChunkChecker {
	let place = 0;
	const held: Uint8Array[] = [];
	let hash: Hash | undefined;
	let left = chunks[0]?.size ?? 0;
	const finish = (digest: Digest) => {
		if (`${algorithmOf(digest)}:${hash!.digest('hex')}` !== digest) {
			throw new LayerscopeError('unreadable', 'The content isn\'t the one that the layer\'s table of contents names: its checksum is another.', {
				advice: 'Pull the image, which verifies the layer as a whole.',
			});
		}

		hash = undefined;
		left = chunks[++place]?.size ?? 0;
		return held.splice(0);
	};

	const take = (bytes: Uint8Array): Uint8Array[] => {
		const {size, digest} = chunks[place]!;
		hash ??= createHash(algorithmOf(digest));
		hash.update(bytes);
		left -= bytes.length;
		held.push(bytes);
		return left === 0 ? finish(digest) : (size > checkedBefore ? held.splice(0) : []);
	};

	return {
		add(bytes) {
			const right: Uint8Array[] = [];
			for (let at = 0; at < bytes.length && place < chunks.length;) {
				const part = bytes.subarray(at, at + left);
				at += part.length;
				right.push(...take(part));
			}

			return right;
		},
		isDone: () => place >= chunks.length,
	};
}

function algorithmOf(digest: Digest): string {
	return digest.slice(0, digest.indexOf(':'));
}
