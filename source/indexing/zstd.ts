import {setImmediate} from 'node:timers/promises';
import {LayerscopeError} from '../errors.ts';
import {joinBytes} from '../tar/join-bytes.ts';
import type {Decompressor, Room} from './decompressor.ts';
import {createZstdDecoder, pieceSize} from './zstd-decoder.ts';
import {largestWindow, zstdHeaderLength, zstdWindow} from './zstd-window.ts';

// Keys wait no longer than this where it is decoded in the main thread.
const turn = 20;

/**
Decodes zstd: several frames, skippable ones, windows up to 128 MiB.
Node's own decoder, where there is one, stops silently behind the first frame, and layers with several are common.
*/
export async function createZstdDecompressor(onBytes: (bytes: Uint8Array) => void, room?: Room): Promise<Decompressor> {
	const decoder = await createZstdDecoder();
	const head = createHead();
	const state = {isOpen: true};
	let since = performance.now();
	// A few bytes can expand to gigabytes, which neither wait in memory nor keep anything else from running.
	const run = async (piece: Uint8Array) => {
		decoder.feed(piece);
		for (let bytes = decoder.next(); bytes && state.isOpen; bytes = decoder.next()) {
			onBytes(bytes);
			await room?.();
			if (performance.now() - since > turn) {
				await setImmediate();
				since = performance.now();
			}
		}
	};

	return {
		async write(chunk) {
			head.check(chunk);
			for (let start = 0; start < chunk.length && state.isOpen; start += pieceSize) {
				await run(chunk.subarray(start, start + pieceSize));
			}
		},
		async close() {
			state.isOpen = false;
		},
		async end() {
			if (decoder.isInside()) {
				throw new LayerscopeError('unreadable', 'The zstd data ends in the middle');
			}
		},
	};
}

// Refuses a window that is too large as soon as the first frame's header is there.
function createHead() {
	let head: Uint8Array = new Uint8Array(0);
	return {
		check(chunk: Uint8Array) {
			if (head.length >= zstdHeaderLength) {
				return;
			}

			head = joinBytes([head, chunk.subarray(0, zstdHeaderLength - head.length)]);
			const window = zstdWindow(head);
			if (window !== undefined && window > largestWindow) {
				throw new LayerscopeError('unreadable', `The zstd data wants a window of ${Math.ceil(window / (1024 * 1024))} MiB, and more than 128 MiB are refused`);
			}
		},
	};
}
