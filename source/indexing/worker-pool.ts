import {availableParallelism} from 'node:os';
import {Worker} from 'node:worker_threads';
import {LayerscopeError} from '../errors.ts';
import type {WorkerMessage} from './layer-task.ts';
import {workerUrl} from './worker-url.ts';

/** A worker that is lent out for one task. */
export type LentWorker = {
	readonly worker: Worker;
	/** Back into the pool, ready for the next task. */
	readonly giveBack: () => void;
	/** Ends it at once, whatever it is doing; its place in the pool is free again. */
	readonly discard: () => Promise<void>;
};

export type WorkerPool = {
	/** Starts a worker, so that the first task needn't wait for it. */
	readonly warm: () => void;
	/** Lends a worker as soon as one is free. Rejects when the signal aborts or the pool is closed. */
	readonly lend: (signal: AbortSignal) => Promise<LentWorker>;
	readonly close: () => Promise<void>;
};

/** A pool of at most as many worker threads as there are cores, and never more than four; each is started when it is first needed. */
export function createWorkerPool(limit = Math.min(availableParallelism(), 4)): WorkerPool {
	const all = new Set<Worker>();
	const idle: Worker[] = [];
	const waiting: Array<() => void> = [];
	let isClosed = false;
	const keep = (worker: Worker) => {
		// An idle worker must not keep the program from ending.
		worker.unref();
		idle.push(worker);
		waiting.shift()?.();
	};


	const end = async (worker: Worker) => {
		all.delete(worker);
		waiting.shift()?.();
		await worker.terminate();
	};

	const start = () => {
		const worker = new Worker(workerUrl);
		all.add(worker);
		return worker;
	};

	const take = (): Worker | undefined => idle.pop() ?? (all.size < limit ? start() : undefined);

	return {
		warm() {
			if (all.size === 0) {
				keep(start());
			}
		},
		async lend(signal) {
			for (;;) {
				signal.throwIfAborted();
				if (isClosed) {
					throw new LayerscopeError('unreadable', 'The image was closed while it was read.');
				}

				const worker = take();
				if (worker) {
					worker.ref();
					return {
						worker,
						giveBack() {
							keep(worker);
						},
						discard: async () => end(worker),
					};
				}

				await waitForTurn(waiting, signal);
			}
		},
		async close() {
			isClosed = true;
			for (const wake of waiting.splice(0)) {
				wake();
			}

			await Promise.all([...all].map(async worker => end(worker)));
		},
	};
}

async function waitForTurn(waiting: Array<() => void>, signal: AbortSignal): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const abort = () => {
			waiting.splice(waiting.indexOf(wake), 1);
			reject(signal.reason as Error);
		};

		const wake = () => {
			signal.removeEventListener('abort', abort);
			resolve();
		};

		signal.addEventListener('abort', abort, {once: true});
		waiting.push(wake);
	});
}

/** Listens to a worker until its task is done; its death is a `LayerscopeError`. Gives what to call to stop listening. */
export function listen(worker: Worker, onMessage: (message: WorkerMessage) => void, onDeath: (error: LayerscopeError) => void): () => void {
	const onError = (error: Error) => {
		onDeath(new LayerscopeError('unreadable', `The thread that reads layers failed: ${error.message}.`, {cause: error}));
	};

	const onExit = () => {
		onDeath(new LayerscopeError('unreadable', 'The thread that reads layers ended without an answer.'));
	};

	worker.on('message', onMessage);
	worker.on('error', onError);
	worker.on('exit', onExit);
	return () => {
		worker.off('message', onMessage);
		worker.off('error', onError);
		worker.off('exit', onExit);
	};
}
