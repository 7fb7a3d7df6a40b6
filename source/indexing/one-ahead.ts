/** Runs steps one after another, each while its caller makes the next one ready. */
export type OneAhead = {
	/** Resolves when the step before has ended and this one has begun; rejects with what that one threw. */
	readonly begin: (step: () => Promise<void>) => Promise<void>;
	/** Resolves when the last step has ended; rejects with what it threw. */
	readonly settle: () => Promise<void>;
};

export function createOneAhead(): OneAhead {
	let underWay: Promise<void> = Promise.resolve();
	return {
		async begin(step) {
			await underWay;
			underWay = step();
			// It is thrown to whoever waits for it next.
			underWay.catch(() => undefined);
		},
		settle: async () => underWay,
	};
}
