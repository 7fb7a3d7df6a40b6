import {Buffer} from 'node:buffer';
import process from 'node:process';
import {escapeBytes} from '../text/escape.ts';
import {contentBytes} from './content.ts';
import type {Context} from './context.ts';
import {contentPlace, findPath, pathBytes} from './find-path.ts';
import {chosenLayer, withFiles} from './load.ts';
import {textFor, writeBytes} from './output.ts';

type PrintRequest = {
	readonly image: string;
	readonly path: string;
	readonly layer: number | undefined;
	/** Bytes go to a terminal as they are. */
	readonly isRaw: boolean;
};

/** `layerscope cat`: a file's content byte for byte; on a terminal escaped, unless it is asked for raw. */
export async function printFile({image, path, layer, isRaw}: PrintRequest, context: Context): Promise<number> {
	return withFiles(image, context, async ({source, loaded}) => {
		const chosen = chosenLayer(loaded, layer);
		const {lifetimes} = loaded;
		const {node, asked} = await findPath({
			source, lifetimes, layer: chosen, signal: context.signal,
		}, pathBytes(path));
		const place = contentPlace(lifetimes, node, {layer: chosen, asked});
		const bytes = contentBytes(source, place, context.signal);
		await writeBytes(process.stdout, process.stdout.isTTY && !isRaw ? escapedLines(bytes, text => textFor(process.stdout, text)) : bytes);
		return 0;
	});
}

const newline = 0x0A;
const longestLine = 64 * 1024;

/** Content that is safe on a terminal: everything but line ends and tabs is escaped, line by line; `finish` makes of the text what is printed. */
export async function * escapedLines(chunks: AsyncIterable<Uint8Array>, finish = (text: string) => text): AsyncGenerator<Uint8Array, void> {
	let rest = Buffer.alloc(0);
	for await (const chunk of chunks) {
		rest = Buffer.concat([rest, chunk]);
		const end = rest.length > longestLine ? wholeCharacters(rest) : rest.lastIndexOf(newline) + 1;
		yield Buffer.from(finish(escapeLines(rest.subarray(0, end))));
		rest = rest.subarray(end);
	}

	yield Buffer.from(finish(escapeLines(rest)));
}

/** How many bytes there are without the last character, if that is only begun. (RFC 3629) */
function wholeCharacters(bytes: Uint8Array): number {
	for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - 3); at--) {
		const byte = bytes[at]!;
		if ((byte & 0xC0) !== 0x80) {
			// The first byte begins with as many ones as there are bytes.
			return at + Math.clz32(~byte << 24) > bytes.length ? at : bytes.length;
		}
	}

	return bytes.length;
}

function escapeLines(bytes: Uint8Array): string {
	const pieces: string[] = [];
	let start = 0;
	for (const [at, byte] of bytes.entries()) {
		if (byte === newline || byte === 0x09) {
			pieces.push(escapeBytes(bytes.subarray(start, at)), String.fromCodePoint(byte));
			start = at + 1;
		}
	}

	return pieces.join('') + escapeBytes(bytes.subarray(start));
}
