import {sniff, sniffLength, type StoredForm} from '../indexing/compression.ts';
import {createDecompressor, type Decompressor} from '../indexing/decompressor.ts';
import {joinBytes} from '../tar/join-bytes.ts';

/** Bytes of a plain tar, and where in it they begin. */
export type PlainPiece = {readonly start: number; readonly bytes: Uint8Array};

// A few bytes can expand a thousandfold, and what they give waits until it is taken.
const stepBytes = 32 * 1024;

/**
The plain bytes of a layer out of its stored ones, from `from` on. What comes before is told as pieces without bytes, so that the way there
can be shown. `form` is how the bytes are stored, where that is known already; else their beginning tells.
*/
export async function * plainPieces(stored: AsyncIterable<Uint8Array>, from: number, form: StoredForm | undefined): AsyncGenerator<PlainPiece, void> {
	const ready: PlainPiece[] = [];
	let position = 0;
	const take = (bytes: Uint8Array) => {
		const before = Math.min(bytes.length, Math.max(0, from - position));
		ready.push({start: position + before, bytes: Uint8Array.from(bytes.subarray(before))});
		position += bytes.length;
	};

	let decompressor: Decompressor | undefined;
	try {
		for await (const chunk of withHead(stored)) {
			decompressor ??= await createDecompressor(form ?? sniff(chunk), take);
			for (let start = 0; start < chunk.length; start += stepBytes) {
				await decompressor.write(chunk.subarray(start, start + stepBytes));
				yield * ready.splice(0);
			}
		}

		await decompressor?.end();
		yield * ready.splice(0);
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
