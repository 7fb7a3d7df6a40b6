import {sniff, sniffLength, type StoredForm} from '../indexing/compression.ts';
import {joinBytes} from '../tar/join-bytes.ts';
import {createPulledDecompressor, type PulledDecompressor} from './pulled-decompressor.ts';

/** Bytes of a plain tar, and where in it they begin. */
export type PlainPiece = {readonly start: number; readonly bytes: Uint8Array};

/**
The plain bytes of a layer out of its stored ones, from `from` on. What comes before is told as pieces without bytes, so that the way there
can be shown. `form` is how the bytes are stored, where that is known already; else their beginning tells.
*/
export async function * plainPieces(stored: AsyncIterable<Uint8Array>, from: number, form: StoredForm | undefined): AsyncGenerator<PlainPiece, void> {
	let position = 0;
	const place = (bytes: Uint8Array): PlainPiece => {
		const before = Math.min(bytes.length, Math.max(0, from - position));
		const start = position + before;
		position += bytes.length;
		return {start, bytes: bytes.subarray(before)};
	};

	let decompressor: PulledDecompressor | undefined;
	try {
		for await (const chunk of withHead(stored)) {
			decompressor ??= await createPulledDecompressor(form ?? sniff(chunk));
			for await (const bytes of decompressor.write(chunk)) {
				yield place(bytes);
			}
		}

		for await (const bytes of decompressor?.end() ?? []) {
			yield place(bytes);
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
