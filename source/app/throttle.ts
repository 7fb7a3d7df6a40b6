/** Lets a value through at most once in so many milliseconds; the last one always gets through, unless it is dropped. */
export type Throttle<Value> = {
	readonly push: (value: Value) => void;
	/** Lets through at once what waits. */
	readonly flush: () => void;
	/** Forgets what waits. */
	readonly drop: () => void;
};

/** The timer runs only while something waits. */
export function createThrottle<Value>(milliseconds: number, pass: (value: Value) => void): Throttle<Value> {
	let last = Number.NEGATIVE_INFINITY;
	let waiting: {value: Value; readonly timer: ReturnType<typeof setTimeout>} | undefined;
	const passNow = (value: Value) => {
		last = performance.now();
		waiting = undefined;
		pass(value);
	};

	return {
		push(value) {
			const rest = last + milliseconds - performance.now();
			if (waiting !== undefined) {
				waiting.value = value;
			} else if (rest <= 0) {
				passNow(value);
			} else {
				waiting = {
					value, timer: setTimeout(() => {
						passNow(waiting!.value);
					}, rest),
				};
			}
		},
		flush() {
			if (waiting !== undefined) {
				clearTimeout(waiting.timer);
				passNow(waiting.value);
			}
		},
		drop() {
			clearTimeout(waiting?.timer);
			waiting = undefined;
		},
	};
}

/** How often progress reaches the screen, in milliseconds: five times a second is smooth enough, and half of what ten would write. */
export const progressPause = 200;
