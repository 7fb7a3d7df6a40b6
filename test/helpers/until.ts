import {setTimeout} from 'node:timers/promises';

/** Waits until something is so, looking again and again; fails after the deadline (milliseconds). */
export async function until(isSo: () => Promise<boolean> | boolean, deadline = 15_000): Promise<void> {
	const start = performance.now();
	while (!await isSo()) {
		if (performance.now() - start > deadline) {
			throw new Error(`waited ${deadline} ms for ${String(isSo)}`);
		}

		await setTimeout(20);
	}
}
