import type {Worker} from 'node:worker_threads';
import {createDoorbell} from './doorbell.ts';
import type {TaskMessage} from './layer-task.ts';

// Few large messages cost less than many small ones; two under way keep the worker busy.
const batchSize = 1024 * 1024;
const batchesUnderWay = 2;

type SendOptions = {
	/** Takes what to call for each message that the worker has used up, with its memory. */
	readonly taken: (onTaken: (memory: ArrayBuffer | undefined) => void) => void;
	/** Aborts when the worker takes no more. */
	readonly over: AbortSignal;
	readonly onSent: (bytes: number) => void;
};

/** Sends a stream's bytes to a worker in batches, never more than the worker keeps up with, and then the end. */
export async function sendChunks(worker: Worker, chunks: AsyncIterable<Uint8Array>, {taken, over, onSent}: SendOptions): Promise<void> {
	// New memory for each batch would cost more than all else that is done with it here.
	const free: ArrayBuffer[] = [];
	const turns = createTurns(over, batchesUnderWay, taken, memory => {
		free.push(...(memory === undefined ? [] : [memory]));
	});
	const room = () => new Uint8Array(free.pop() ?? new ArrayBuffer(batchSize));
	let batch: Uint8Array<ArrayBuffer> | undefined;
	let filled = 0;
	const send = async (bytes: Uint8Array<ArrayBuffer>) => {
		await turns.wait();
		worker.postMessage({type: 'chunk', bytes} satisfies TaskMessage, [bytes.buffer]);
		onSent(bytes.length);
	};

	for await (const chunk of chunks) {
		for (let position = 0; position < chunk.length;) {
			batch ??= room();
			const part = chunk.subarray(position, position + batchSize - filled);
			batch.set(part, filled);
			filled += part.length;
			position += part.length;
			if (filled === batchSize) {
				await send(batch);
				batch = undefined;
				filled = 0;
			}
		}
	}

	if (batch !== undefined) {
		await send(batch.subarray(0, filled));
	}

	worker.postMessage({type: 'end'} satisfies TaskMessage);
}

/** Tells a worker how far a file has come, each time when it has read that far, and then the end. */
export async function sendLengths(worker: Worker, lengths: AsyncIterable<number>, {taken, over, onSent}: SendOptions): Promise<void> {
	const turns = createTurns(over, 1, taken);
	let sent = 0;
	for await (const length of lengths) {
		await turns.wait();
		worker.postMessage({type: 'grown', length} satisfies TaskMessage);
		onSent(length - sent);
		sent = length;
	}

	worker.postMessage({type: 'end'} satisfies TaskMessage);
}

/** Lets so many messages be under way at once. */
function createTurns(over: AbortSignal, most: number, taken: SendOptions['taken'], onTaken: (memory: ArrayBuffer | undefined) => void = () => undefined) {
	const bell = createDoorbell();
	const state = {free: most};
	taken(memory => {
		state.free++;
		onTaken(memory);
		bell.ring();
	});
	over.addEventListener('abort', bell.ring, {once: true});
	return {
		/** Resolves when one more may be sent; throws where the worker takes no more. */
		async wait() {
			while (state.free === 0 && !over.aborted) {
				await bell.wait();
			}

			over.throwIfAborted();
			state.free--;
		},
	};
}
