import {LayerscopeError} from '../errors.ts';
import {sniff, sniffLength, type StoredForm} from '../indexing/compression.ts';
import {createDecompressor, type Decompressor} from '../indexing/decompressor.ts';
import {createContentReader} from '../tar/entry-content.ts';
import {joinBytes} from '../tar/join-bytes.ts';
import type {ContentEvent} from './image-source.ts';

const progressInterval = 100;
// A few bytes can expand a thousandfold, and what they give waits until it is taken.
const stepBytes = 32 * 1024;

/** Which content is wanted of a layer. */
export type ContentPlace = {
	/** Where the entry begins, in bytes of the plain tar, counted from the first byte that is given. */
	readonly offset: number;
	/** The length of the plain tar, if known. */
	readonly total?: number;
	/** How the bytes are stored, where that is known already; else their beginning tells. */
	readonly form?: StoredForm;
};

/**
The content of the entry at `offset` of the plain tar, out of a layer's stored bytes from their beginning on, compressed or not.
Gives progress on the way there (bytes of the plain tar, of `total` if known) at most ten times a second, and stops reading when the content is complete.
*/
export async function * readLayerContent(stored: AsyncIterable<Uint8Array>, {offset, total, form}: ContentPlace): AsyncGenerator<ContentEvent, void> {
	const reader = createContentReader();
	const ready: Uint8Array[] = [];
	let position = 0;
	let last = performance.now();
	const take = (bytes: Uint8Array) => {
		const start = Math.max(0, offset - position);
		position += bytes.length;
		if (start < bytes.length && !reader.done) {
			for (const piece of reader.write(bytes.subarray(start))) {
				ready.push(Uint8Array.from(piece));
			}
		}
	};

	let decompressor: Decompressor | undefined;
	try {
		for await (const chunk of withHead(stored)) {
			decompressor ??= await createDecompressor(form ?? sniff(chunk), take);
			for (let start = 0; start < chunk.length && !reader.done; start += stepBytes) {
				await decompressor.write(chunk.subarray(start, start + stepBytes));
				yield * ready.splice(0).map((bytes): ContentEvent => ({type: 'bytes', bytes}));
			}

			if (reader.done) {
				return;
			}

			if (performance.now() - last > progressInterval) {
				last = performance.now();
				yield {type: 'progress', current: position, total};
			}
		}

		await decompressor?.end();
		yield * ready.splice(0).map((bytes): ContentEvent => ({type: 'bytes', bytes}));
		reader.end();
		if (!reader.done) {
			throw new LayerscopeError('unreadable', 'The layer ends before the content.', {offset});
		}
	} finally {
		await decompressor?.close();
	}
}

// Makes the first chunk long enough to be sniffed.
async function * withHead(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
	let head: Uint8Array | undefined = new Uint8Array(0);
	for await (const chunk of chunks) {
		if (!head) {
			yield chunk;
			continue;
		}

		head = joinBytes([head, chunk]);
		if (head.length >= sniffLength) {
			yield head;
			head = undefined;
		}
	}

	if (head) {
		yield head;
	}
}
