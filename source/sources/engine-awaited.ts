/** A value that comes later, for whoever waits for it. */
export type Awaited<Value> = {
	readonly resolve: (value: Value) => void;
	readonly reject: (error: Error) => void;
	/** The value as soon as it is there. Rejects with the signal's reason as soon as that is aborted. */
	readonly wait: (signal: AbortSignal) => Promise<Value>;
};

/** Makes a value that comes later; only its first outcome counts. */
export function createAwaited<Value>(): Awaited<Value> {
	let resolve: (value: Value) => void = () => undefined;
	let reject: (error: Error) => void = () => undefined;
	const promise = new Promise<Value>((resolve_, reject_) => {
		resolve = resolve_;
		reject = reject_;
	});
	// Perhaps nobody waits.
	promise.catch(() => undefined);
	return {
		resolve,
		reject,
		async wait(signal) {
			signal.throwIfAborted();
			let onAbort: () => void = () => undefined;
			const aborted = new Promise<never>((_, rejectWaiting) => {
				onAbort = () => {
					rejectWaiting(signal.reason as Error);
				};
			});
			signal.addEventListener('abort', onAbort, {once: true});
			try {
				return await Promise.race([promise, aborted]);
			} finally {
				signal.removeEventListener('abort', onAbort);
			}
		},
	};
}
