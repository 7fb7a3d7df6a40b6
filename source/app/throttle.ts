/** Lets a value through at most once in so many milliseconds; the last one always gets through, unless it is dropped. */
export type Throttle<Value> = {
	readonly push: (value: Value) => void;
	/** Forgets what waits. */
	readonly drop: () => void;
};

/** The timer runs only while something waits. */
export function createThrottle<Value>(milliseconds: number, use: (value: Value) => void): Throttle<Value> {
	let last = Number.NEGATIVE_INFINITY;
	let waiting: {value: Value; readonly timer: ReturnType<typeof setTimeout>} | undefined;
	const pass = (value: Value) => {
		last = performance.now();
		waiting = undefined;
		use(value);
	};

	return {
		push(value) {
			const rest = last + milliseconds - performance.now();
			if (waiting !== undefined) {
				waiting.value = value;
			} else if (rest <= 0) {
				pass(value);
			} else {
				waiting = {
					value, timer: setTimeout(() => {
						pass(waiting!.value);
					}, rest),
				};
			}
		},
		drop() {
			clearTimeout(waiting?.timer);
			waiting = undefined;
		},
	};
}
