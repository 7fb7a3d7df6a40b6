import {setMaxListeners} from 'node:events';
import {createDoorbell} from '../indexing/doorbell.ts';

/**
Runs a producer in the background and gives what it emits as it comes, then the producer's result.
Whoever stops taking stops the producer too: its signal aborts, and its end is awaited.
*/
export async function * produce<Item, Result>(
	outer: AbortSignal,
	producer: (emit: (item: Item) => void, signal: AbortSignal) => Promise<Result>,
): AsyncGenerator<Item, Result> {
	const controller = new AbortController();
	const signal = AbortSignal.any([outer, controller.signal]);
	// Every layer that waits for its turn listens to it.
	setMaxListeners(0, signal);
	const items: Item[] = [];
	const bell = createDoorbell();
	const state = {isOver: false};
	const running = producer(item => {
		items.push(item);
		bell.ring();
	}, signal).finally(() => {
		state.isOver = true;
		bell.ring();
	});
	// The failure is thrown below, when what came before it has been taken.
	running.catch(() => undefined);
	try {
		while (!state.isOver || items.length > 0) {
			if (items.length === 0) {
				await bell.wait();
			}

			yield * items.splice(0);
		}

		return await running;
	} finally {
		controller.abort(new Error('No more is wanted'));
		await running.catch(() => undefined);
	}
}
