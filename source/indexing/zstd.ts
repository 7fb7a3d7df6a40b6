import {setImmediate} from 'node:timers/promises';
import {ZSTDDecoder} from 'zstddec/stream';
import {LayerscopeError} from '../errors.ts';
import {joinBytes} from '../tar/join-bytes.ts';
import type {Decompressor} from './decompressor.ts';
import {largestWindow, zstdHeaderLength, zstdWindow} from './zstd-window.ts';

// Bounds how much one step can give: a damaged or hostile frame expands a few bytes a thousandfold.
const stepBytes = 16 * 1024;

/**
Decodes zstd by the reference decoder (compiled to WebAssembly): several frames, skippable ones, windows up to 128 MiB.
Node's own decoder, where there is one, stops silently behind the first frame, and layers with several are common.
*/
export async function createZstdDecompressor(onBytes: (bytes: Uint8Array) => void): Promise<Decompressor> {
	const decoder = new ZSTDDecoder();
	await decoder.init();
	const input = createInput();
	const output = decoder.decodeStreaming(input);
	let isOpen = true;
	const run = async (isLast: boolean) => {
		let idle = 0;
		let since = performance.now();
		for (;;) {
			if (!isLast && !input.isWaiting()) {
				return;
			}

			const next = output.next();
			if (next.done) {
				return;
			}

			const {value} = next;
			idle = value.length === 0 && !input.wasAsked() ? idle + 1 : 0;
			// The decoder repeats a failing step for ever, and a sound one gives bytes or takes the next input.
			if (idle > 2) {
				throw new LayerscopeError('unreadable', 'The zstd data is damaged, or wants a window over 128 MiB');
			}

			if (isOpen) {
				onBytes(value);
			}

			if (performance.now() - since > 20) {
				await setImmediate();
				since = performance.now();
			}
		}
	};

	const head = createHead();
	return {
		async write(chunk) {
			head.check(chunk);
			for (let start = 0; start < chunk.length; start += stepBytes) {
				input.put(chunk.subarray(start, start + stepBytes));
				await run(false);
			}
		},
		async close() {
			isOpen = false;
			input.finish();
			// The decoder frees its memory only when it comes to its end.
			await run(true).catch(() => undefined);
		},
		async end() {
			input.finish();
			try {
				await run(true);
			} catch (error) {
				throw error instanceof LayerscopeError ? error : new LayerscopeError('unreadable', 'The zstd data ends in the middle', {cause: error});
			}
		},
	};
}

// The decoder takes its input from an iterator; one that is only asked while a chunk waits turns that round.
function createInput() {
	const state = {isFinished: false, isAsked: false};
	let waiting: Uint8Array | undefined;
	return {
		put(chunk: Uint8Array) {
			waiting = chunk;
		},
		finish() {
			state.isFinished = true;
		},
		isWaiting: () => waiting !== undefined,
		wasAsked() {
			const {isAsked} = state;
			state.isAsked = false;
			return isAsked;
		},
		* [Symbol.iterator]() {
			while (!state.isFinished || waiting) {
				const chunk = waiting!;
				waiting = undefined;
				state.isAsked = true;
				yield chunk;
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
