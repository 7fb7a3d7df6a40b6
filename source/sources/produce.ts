import {setMaxListeners} from 'node:events';

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
	let isOver = false;
	let wake: () => void = () => undefined;
	const running = producer(item => {
		items.push(item);
		wake();
	}, signal).finally(() => {
		isOver = true;
		wake();
	});
	// The failure is thrown below, when what came before it has been taken.
	running.catch(() => undefined);
	try {
		for (;;) {
			yield * items.splice(0);
			if (items.length > 0) {
				continue;
			}

			if (isOver) {
				return await running;
			}

			await new Promise<void>(resolve => {
				wake = resolve;
			});
		}
	} finally {
		controller.abort(new Error('No more is wanted'));
		await running.catch(() => undefined);
	}
}
