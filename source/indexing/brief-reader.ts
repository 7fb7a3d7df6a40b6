import {setImmediate} from 'node:timers/promises';
import {readingLimits, type ReadingLimits} from '../image/reading-limits.ts';
import {indexFileBriefly} from './index-file.ts';
import type {FileRange, LayerResult} from './layer-task.ts';

/** Reads layers in the thread that calls it, one after the other, as long as they are few and small. */
export type BriefReader = {
	/** `undefined` where it takes too long or fails: then it is a worker's. Rejects when the signal aborts. */
	readonly read: (range: FileRange, signal: AbortSignal) => Promise<LayerResult | undefined>;
};

// Most images are read in less time than a thread takes to start; all in milliseconds.
const patience = 150;
const doubt = 20;
// Keys wait no longer than this.
const turn = 8;

/** A reader for the layers of one image, each within the limits of its time. Calls `onDoubt` once, when it may turn out that a worker is needed, so that one can start meanwhile. */
export function createBriefReader(onDoubt: () => void, limitsNow: () => ReadingLimits = () => readingLimits): BriefReader {
	let before: Promise<unknown> = Promise.resolve();
	let start: number | undefined;
	let turnStart = 0;
	let isDoubted = false;
	const mayGoOn = async (signal: AbortSignal): Promise<boolean> => {
		const now = performance.now();
		start ??= now;
		if (!isDoubted && now - start > doubt) {
			isDoubted = true;
			onDoubt();
		}

		if (now - turnStart > turn) {
			await setImmediate();
			turnStart = performance.now();
		}

		signal.throwIfAborted();
		return now - start < patience;
	};

	return {
		async read(range, signal) {
			const work = before.then(async () => await mayGoOn(signal) ? indexFileBriefly(range, async () => mayGoOn(signal), limitsNow()) : undefined).catch(() => {
				signal.throwIfAborted();
				// A worker will find the same, and has the words for it.
				return undefined;
			});
			before = work.catch(() => undefined);
			return work;
		},
	};
}
