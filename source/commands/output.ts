import {Buffer} from 'node:buffer';
import type {Writable} from 'node:stream';
import process from 'node:process';
import {LayerscopeError, messageOf} from '../errors.ts';
import {toAsciiUnits} from '../text/escape.ts';
import {isUtf8Locale} from './locale.ts';

const batchSize = 64 * 1024;

/** A text as it may be written to an output: in ASCII where that is a terminal which isn't UTF-8. */
export function textFor(output: Writable, text: string): string {
	return 'isTTY' in output && output.isTTY === true && !isUtf8Locale(process.env) ? toAsciiUnits(text) : text;
}

/** Writes texts one after another in large pieces, and waits while the reader is slow. A reader that went away ends it quietly. */
export async function writeTexts(output: Writable, texts: Iterable<string>): Promise<void> {
	let batch = '';
	for (const text of texts) {
		batch += text;
		if (batch.length >= batchSize) {
			if (!await writePiece(output, textFor(output, batch))) {
				return;
			}

			batch = '';
		}
	}

	await writePiece(output, textFor(output, batch));
}

/** Writes bytes as they come, small chunks together. A reader that went away ends it quietly. */
export async function writeBytes(output: Writable, chunks: AsyncIterable<Uint8Array>): Promise<void> {
	let batch: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of chunks) {
		batch.push(chunk);
		length += chunk.length;
		if (length >= batchSize) {
			if (!await writePiece(output, Buffer.concat(batch))) {
				return;
			}

			batch = [];
			length = 0;
		}
	}

	await writePiece(output, Buffer.concat(batch));
}

/** Gives whether the reader is still there, once it took the piece. */
async function writePiece(output: Writable, piece: string | Uint8Array): Promise<boolean> {
	return !output.destroyed && new Promise<boolean>((resolve, reject) => {
		output.write(piece, error => {
			if (!error || isClosedPipe(error)) {
				resolve(!error);
			} else {
				reject(new LayerscopeError('usage', `The output can't be written: ${messageOf(error)}.`, {advice: 'Send it to another place.', cause: error}));
			}
		});
	});
}

/** Lets a reader that went away (`layerscope … | head`) be no error; any other is told to whoever writes. */
export function forgiveClosedPipe(output: Writable): void {
	output.on('error', error => {
		if (isClosedPipe(error)) {
			output.destroy();
		}
	});
}

function isClosedPipe(error: NodeJS.ErrnoException): boolean {
	return error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED';
}
