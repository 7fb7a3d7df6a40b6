import type {Worker} from 'node:worker_threads';
import {createDoorbell} from './doorbell.ts';
import type {TaskMessage} from './layer-task.ts';

// Few large messages cost less than many small ones; two under way keep the worker busy.
const batchSize = 512 * 1024;
const batchesUnderWay = 2;

type SendOptions = {
	/** Takes what to call for each batch that the worker has used up. */
	readonly taken: (onTaken: () => void) => void;
	/** Aborts when the worker takes no more. */
	readonly over: AbortSignal;
	readonly onSent: (bytes: number) => void;
};

/** Sends a stream's bytes to a worker in batches, never more than the worker keeps up with, and then the end. */
export async function sendChunks(worker: Worker, chunks: AsyncIterable<Uint8Array>, {taken, over, onSent}: SendOptions): Promise<void> {
	const bell = createDoorbell();
	const state = {underWay: 0};
	taken(() => {
		state.underWay--;
		bell.ring();
	});
	over.addEventListener('abort', bell.ring, {once: true});
	let batch = new Uint8Array(batchSize);
	let filled = 0;
	const send = async () => {
		while (state.underWay >= batchesUnderWay && !over.aborted) {
			await bell.wait();
		}

		over.throwIfAborted();
		state.underWay++;
		worker.postMessage({type: 'chunk', bytes: batch.subarray(0, filled)} satisfies TaskMessage, [batch.buffer]);
		onSent(filled);
		batch = new Uint8Array(batchSize);
		filled = 0;
	};

	for await (const chunk of chunks) {
		for (let position = 0; position < chunk.length;) {
			const part = chunk.subarray(position, position + batchSize - filled);
			batch.set(part, filled);
			filled += part.length;
			position += part.length;
			if (filled === batchSize) {
				await send();
			}
		}
	}

	if (filled > 0) {
		await send();
	}

	worker.postMessage({type: 'end'} satisfies TaskMessage);
}
