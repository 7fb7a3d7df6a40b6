import type {UnpackingLimit} from '../image/reading-limits.ts';
import {createUnpackingGuard} from '../image/unpacking-guard.ts';
import {sniff, type StoredForm} from '../indexing/compression.ts';
import {peek} from './classify-entry.ts';
import {createPulledDecompressor} from './pulled-decompressor.ts';

/** The plain bytes of a stream, whichever way it is compressed. Throws a `LayerscopeError` where it is damaged, an `UnpackingLimitError` where it passes the limit. */
export async function * decompressStream(chunks: AsyncIterable<Uint8Array>, limit: UnpackingLimit): AsyncGenerator<Uint8Array, void> {
	const {head, body} = await peek(chunks);
	try {
		const form = sniff(head);
		yield * form === 'none' ? body : decompress(body, form, limit);
	} finally {
		await body.return();
	}
}

async function * decompress(stored: AsyncIterable<Uint8Array>, form: StoredForm, limit: UnpackingLimit): AsyncGenerator<Uint8Array, void> {
	const guard = createUnpackingGuard(limit);
	async function * guarded(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
		for await (const bytes of pieces) {
			guard.countPlain(bytes.length);
			yield bytes;
		}
	}

	const decompressor = await createPulledDecompressor(form);
	try {
		for await (const chunk of stored) {
			guard.countStored(chunk.length);
			yield * guarded(decompressor.write(chunk));
		}

		yield * guarded(decompressor.end());
	} finally {
		await decompressor.close();
	}
}
