import {sniff, type StoredForm} from '../indexing/compression.ts';
import {peek} from './classify-entry.ts';
import {createPulledDecompressor} from './pulled-decompressor.ts';

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
	const decompressor = await createPulledDecompressor(form);
	try {
		for await (const chunk of stored) {
			yield * decompressor.write(chunk);
		}

		yield * decompressor.end();
	} finally {
		await decompressor.close();
	}
}
