import {createDecompressor, type Decompressor} from '../indexing/decompressor.ts';
import {sniff, type StoredForm} from '../indexing/compression.ts';
import {peek} from './classify-entry.ts';

// Bounds what waits to be taken, since a few bytes can expand a thousandfold.
const stepBytes = 64 * 1024;

/** The plain bytes of a stream, whichever way it is compressed. Throws a `LayerscopeError` where it is damaged. */
export async function * decompressStream(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
	const {head, body} = await peek(chunks);
	try {
		const form = sniff(head);
		yield * form === 'none' ? body : decompress(body, form);
	} finally {
		await body.return();
	}
}

async function * decompress(stored: AsyncIterable<Uint8Array>, form: StoredForm): AsyncGenerator<Uint8Array, void> {
	const ready: Uint8Array[] = [];
	let decompressor: Decompressor | undefined;
	try {
		decompressor = await createDecompressor(form, bytes => {
			ready.push(Uint8Array.from(bytes));
		});
		for await (const chunk of stored) {
			for (let start = 0; start < chunk.length; start += stepBytes) {
				await decompressor.write(chunk.subarray(start, start + stepBytes));
				yield * ready.splice(0);
			}
		}

		await decompressor.end();
		yield * ready.splice(0);
	} finally {
		await decompressor?.close();
	}
}
