/** Lets one part wait until another has something for it. */
export type Doorbell = {
	readonly ring: () => void;
	/** Resolves at the next ring, or at once if it rang since the last wait. */
	readonly wait: () => Promise<void>;
};

export function createDoorbell(): Doorbell {
	let isRung = false;
	let wake: (() => void) | undefined;
	return {
		ring() {
			isRung = true;
			wake?.();
		},
		async wait() {
			await new Promise<void>(resolve => {
				wake = resolve;
				if (isRung) {
					resolve();
				}
			});
			isRung = false;
			wake = undefined;
		},
	};
}
