/** Repeats a work that takes the longer the more there is, so that it stays a small share of all time. */
export type FairShare = {
	/** Does it now, if its turn has come, else when it comes; once, however often it is asked for. */
	readonly soon: () => void;
	readonly now: () => void;
	/** Gives up what was asked for. */
	readonly stop: () => void;
};

// Between the end of one time and the next: at least this long, in milliseconds, and so many times as long as it took.
const shortestPause = 100;
const share = 8;

/** A fair share of the time for `work`. */
export function createFairShare(work: () => void): FairShare {
	// What comes all at once is told of once.
	let next: number | undefined;
	let timer: NodeJS.Timeout | undefined;
	const stop = () => {
		clearTimeout(timer);
		timer = undefined;
	};

	const now = () => {
		stop();
		const start = performance.now();
		work();
		const end = performance.now();
		next = end + Math.max(shortestPause, (end - start) * share);
	};

	return {
		soon() {
			next ??= performance.now() + shortestPause;
			const wait = next - performance.now();
			if (wait <= 0) {
				now();
			} else {
				timer ??= setTimeout(now, wait);
			}
		},
		now,
		stop,
	};
}
