import {once} from 'node:events';
import type {Writable} from 'node:stream';

const batchSize = 64 * 1024;

/** Writes texts one after another in large pieces, and waits while the reader is slow. A reader that went away ends it quietly. */
export async function writeTexts(output: Writable, texts: Iterable<string>): Promise<void> {
	let batch = '';
	for (const text of texts) {
		batch += text;
		if (batch.length >= batchSize) {
			if (!await writePiece(output, batch)) {
				return;
			}

			batch = '';
		}
	}

	await writePiece(output, batch);
}

/** Writes bytes as they come. A reader that went away ends it quietly. */
export async function writeBytes(output: Writable, chunks: AsyncIterable<Uint8Array>): Promise<void> {
	for await (const chunk of chunks) {
		if (!await writePiece(output, chunk)) {
			return;
		}
	}
}

/** Gives whether the reader is still there. */
async function writePiece(output: Writable, piece: string | Uint8Array): Promise<boolean> {
	if (output.destroyed) {
		return false;
	}

	if (output.write(piece)) {
		return true;
	}

	await Promise.race([once(output, 'drain'), once(output, 'close')]);
	return !output.destroyed;
}

/** Lets a reader that went away (`layerscope … | head`) be no error; anything else that breaks standard output stays one. */
export function forgiveClosedPipe(output: Writable): void {
	output.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code !== 'EPIPE') {
			throw error;
		}

		output.destroy();
	});
}
