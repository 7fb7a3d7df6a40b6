/** Gives what an iterable gives until the signal aborts, and then throws its reason at once, even while the iterable is waited for. */
export async function * abortable<Item>(items: AsyncIterable<Item>, signal: AbortSignal): AsyncGenerator<Item, void> {
	const iterator = items[Symbol.asyncIterator]();
	try {
		for (;;) {
			const next = await unlessAborted(iterator.next(), signal);
			if (next.done) {
				return;
			}

			yield next.value;
		}
	} finally {
		// An iterator that is being waited for ends only when it gets something, so nobody waits for that.
		iterator.return?.()?.catch(() => undefined);
	}
}

/** What a promise gives, or the signal's reason as soon as that aborts. */
export async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
	signal.throwIfAborted();
	return new Promise((resolve, reject) => {
		const abort = () => {
			reject(signal.reason as Error);
		};

		signal.addEventListener('abort', abort, {once: true});
		promise.then(resolve, reject).finally(() => {
			signal.removeEventListener('abort', abort);
		});
	});
}
