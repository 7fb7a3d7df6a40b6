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
	/** Starts workers, one where nothing is said, so that the first tasks needn't wait for them. */
	readonly warm: (count?: number) => void;
	/** Lends a worker as soon as one is free. Rejects when the signal aborts. */
	readonly lend: (signal: AbortSignal) => Promise<LentWorker>;
	/** Ends all workers; the tasks they were lent for fail. */
	readonly close: () => Promise<void>;
};

/** What a worker was given took more memory than its heap may have. */
export class OutOfMemoryError extends LayerscopeError {
	override readonly name = 'OutOfMemoryError';

	constructor(cause: Error) {
		super('unreadable', `It takes more than the ${heapLimit} MiB of memory that reading may take`, {cause});
	}
}

// So long a worker may work alone before another is started: many images are read in less than a thread's start takes.
const patience = 20;

// After so long without work a thread is ended, in milliseconds: one that has read an image holds 20 MB or more, and a new one is there in 40.
const idleTime = 1000;

// In MiB, of objects: what lies in typed arrays isn't of the heap, and has limits of its own.
const heapLimit = 256;

/** A pool of at most as many worker threads as there are cores, and never more than four; each is started when it is first needed. */
export function createWorkerPool(limit = Math.min(availableParallelism(), 4), url = workerUrl): WorkerPool {
	return new Pool(limit, url);
}

let shared: WorkerPool | undefined;

/** The pool of the whole program, made when it is first needed: threads outlive the image that they were started for, where the next one comes soon. */
export function sharedPool(make = () => createWorkerPool()): WorkerPool {
	shared ??= make();
	return shared;
}

/** Makes another pool the one of the whole program: tests whose threads start from a bundle. */
export function sharePool(pool: WorkerPool): void {
	shared = pool;
}

class Pool implements WorkerPool {
	readonly #limit: number;
	readonly #url: URL;
	readonly #all = new Set<Worker>();
	readonly #starting = new Set<Worker>();
	readonly #idle: Array<{readonly worker: Worker; readonly timer: NodeJS.Timeout}> = [];
	readonly #waiting: Array<() => void> = [];

	constructor(limit: number, url: URL) {
		this.#limit = limit;
		this.#url = url;
	}

	readonly warm = (count = 1): void => {
		while (this.#all.size < Math.min(count, this.#limit)) {
			this.#keep(this.#start());
		}
	};

	readonly lend = async (signal: AbortSignal): Promise<LentWorker> => {
		for (;;) {
			signal.throwIfAborted();
			const worker = this.#rested() ?? this.#another();
			if (worker) {
				worker.ref();
				return {
					worker,
					giveBack: () => {
						this.#keep(worker);
					},
					discard: async () => this.#end(worker),
				};
			}

			await waitForTurn(this.#waiting, signal);
		}
	};

	readonly close = async (): Promise<void> => {
		await Promise.all([...this.#all].map(async worker => this.#end(worker)));
	};

	#rested(): Worker | undefined {
		const idle = this.#idle.pop();
		clearTimeout(idle?.timer);
		return idle?.worker;
	}

	#another(): Worker | undefined {
		return this.#all.size < this.#limit && this.#starting.size === 0 ? this.#start() : undefined;
	}

	#start(): Worker {
		const worker = new Worker(this.#url, {resourceLimits: {maxOldGenerationSizeMb: heapLimit}});
		this.#all.add(worker);
		this.#starting.add(worker);
		const started = () => {
			if (this.#starting.delete(worker)) {
				setTimeout(this.#wakeOne, patience).unref();
			}
		};

		worker.once('message', started);
		worker.once('exit', started);
		return worker;
	}

	readonly #wakeOne = (): void => {
		this.#waiting.shift()?.();
	};

	#keep(worker: Worker): void {
		// An idle worker must not keep the program from ending.
		worker.unref();
		const timer = setTimeout(() => {
			void this.#end(worker);
		}, idleTime).unref();
		this.#idle.push({worker, timer});
		this.#wakeOne();
	}

	async #end(worker: Worker): Promise<void> {
		const place = this.#idle.findIndex(idle => idle.worker === worker);
		if (place !== -1) {
			clearTimeout(this.#idle.splice(place, 1)[0]!.timer);
		}

		this.#all.delete(worker);
		this.#starting.delete(worker);
		this.#wakeOne();
		await worker.terminate();
	}
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
	const onError = (error: Error & {readonly code?: unknown}) => {
		onDeath(error.code === 'ERR_WORKER_OUT_OF_MEMORY'
			? new OutOfMemoryError(error)
			: new LayerscopeError('unreadable', `The thread that reads layers failed: ${error.message}.`, {cause: error}));
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
