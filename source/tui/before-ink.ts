import type {Store} from '../app/store.ts';
import {isSettled} from './first-news.ts';

// Loading Ink takes as long as reading most images, and nothing is read meanwhile in this thread; in milliseconds.
const patience = 400;
const paintPause = 50;

type Waiting = {
	/** Where keys come from: the first one is for Ink. */
	readonly keys: NodeJS.ReadableStream;
	readonly paint: () => void;
	readonly signal: AbortSignal;
};

/** Draws what comes, without Ink, until all of the image is drawn, a key is pressed, it takes too long, or the signal aborts. */
export async function drawUntilInk(store: Store, {keys, paint, signal}: Waiting): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	await new Promise<void>(resolve => {
		const end = () => {
			forget();
			clearTimeout(limit);
			keys.off('readable', end);
			signal.removeEventListener('abort', end);
			resolve();
		};

		const drawn = () => {
			timer = undefined;
			paint();
		};

		const forget = store.subscribe(() => {
			if (isSettled(store.getState())) {
				end();
			} else {
				timer ??= setTimeout(drawn, paintPause);
			}
		});
		const limit = setTimeout(end, patience);
		keys.on('readable', end);
		signal.addEventListener('abort', end);
		if (isSettled(store.getState()) || signal.aborted) {
			end();
		}
	});
	clearTimeout(timer);
	if (!signal.aborted) {
		paint();
	}
}
