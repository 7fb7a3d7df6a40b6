import {LayerscopeError} from '../errors.ts';
import {joinBytes} from '../tar/join-bytes.ts';
import type {StoredForm} from './compression.ts';
import {createDecompressor} from './decompressor.ts';

/**
Gets the plain bytes back that a decompressor had made when it found damage in the same piece, and lost: it is fed anew, in ever smaller
pieces where it failed. Done for layers of up to 256 KiB that give up to 64 MiB; of a larger one the last 256 KiB before the damage may be lost.
*/
export type Salvage = {
	/** Takes the stored bytes as they come. */
	readonly keep: (chunk: Uint8Array) => void;
	/** Passes on what lies behind the first `known` plain bytes. */
	readonly run: (form: StoredForm, known: number, onBytes: (bytes: Uint8Array) => void) => Promise<void>;
};

const mostStored = 256 * 1024;
const mostPlain = 64 * 1024 * 1024;
// From one to the next so much finer, so that few steps are taken in all.
const pieceSizes = [4096, 64, 1];

export function createSalvage(): Salvage {
	let kept: Uint8Array[] = [];
	let size = 0;
	return {
		keep(chunk) {
			size += chunk.length;
			if (size <= mostStored) {
				// Their memory is used again for the next ones.
				kept.push(Uint8Array.from(chunk));
			} else {
				kept = [];
			}
		},
		async run(form, known, onBytes) {
			if (form === 'none' || size > mostStored || known > mostPlain) {
				return;
			}

			const stored = joinBytes(kept);
			const plain = createTail(known, onBytes);
			let failing = {start: 0, end: stored.length};
			for (const pieceSize of pieceSizes) {
				const start = await feed(form, stored.subarray(0, failing.end), {from: failing.start, pieceSize}, plain.again());
				failing = {start, end: Math.min(failing.end, start + pieceSize)};
			}
		},
	};
}

/** Passes on only what wasn't given before, however often all is given again. */
function createTail(known: number, onBytes: (bytes: Uint8Array) => void) {
	let passed = known;
	return {
		again() {
			let position = 0;
			return (bytes: Uint8Array) => {
				const before = Math.min(bytes.length, Math.max(0, passed - position));
				position += bytes.length;
				if (before < bytes.length) {
					passed = position;
					onBytes(bytes.subarray(before));
				}
			};
		},
	};
}

/** Decompresses all before `from` at once and the rest in pieces; gives where the piece begins that fails. */
async function feed(form: StoredForm, stored: Uint8Array, {from, pieceSize}: {readonly from: number; readonly pieceSize: number}, onBytes: (bytes: Uint8Array) => void): Promise<number> {
	let position = from;
	let close = async (): Promise<void> => undefined;
	try {
		const decompressor = await createDecompressor(form, onBytes);
		close = decompressor.close;
		await decompressor.write(stored.subarray(0, from));
		for (; position < stored.length; position += pieceSize) {
			await decompressor.write(stored.subarray(position, position + pieceSize));
		}

		await decompressor.end();
	} catch (error) {
		if (!(error instanceof LayerscopeError)) {
			throw error;
		}
	} finally {
		await close();
	}

	return position;
}
