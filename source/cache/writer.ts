import {setImmediate} from 'node:timers/promises';

/** Work that is done one after the other when nobody waits for anything else. */
export type Writer = {
	/** Adds work that is done some time later. It must not throw. */
	readonly add: (work: () => Promise<void>) => void;
	/** Does what is left now; resolves when it is done, or after so many milliseconds. */
	readonly settle: (patience: number) => Promise<void>;
};

/** A writer that begins so many milliseconds after work came. What isn't done when the program ends is lost. */
export function createWriter(delay: number): Writer {
	const waiting: Array<() => Promise<void>> = [];
	let timer: NodeJS.Timeout | undefined;
	let running: Promise<void> | undefined;
	const start = async () => {
		clearTimeout(timer);
		timer = undefined;
		running ??= run(waiting).finally(() => {
			running = undefined;
		});
		return running;
	};

	return {
		add(work) {
			waiting.push(work);
			timer ??= setTimeout(() => {
				void start();
			}, delay).unref();
		},
		async settle(patience) {
			if (waiting.length > 0 || running !== undefined) {
				await within(patience, start());
			}
		},
	};
}

async function run(waiting: Array<() => Promise<void>>): Promise<void> {
	for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) {
		await work();
		await setImmediate();
	}
}

async function within(patience: number, work: Promise<void>): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const limit = new Promise<void>(resolve => {
		timer = setTimeout(resolve, patience);
	});
	await Promise.race([work, limit]);
	clearTimeout(timer);
}
