import type {Terminal} from '../../test/helpers/terminal.ts';
import {median, processorTime} from './figures.ts';

/** What one key costs. */
export type KeyCost = {
	/** From the key to the changed screen, in milliseconds. */
	readonly latency: number;
	/** Processor time of all threads, in milliseconds. */
	readonly processor: number;
	/** What reaches the terminal. */
	readonly bytes: number;
};

// A frame ends with the end of a synchronised update.
const frameEnd = '\u001B[?2026l';

/** Presses keys again and again, each of which must draw one frame. The latency is the median, the rest the mean. */
export async function measureKey(terminal: Terminal, keys: readonly string[], times: number): Promise<KeyCost> {
	const latencies: number[] = [];
	const bytesBefore = terminal.written();
	const processorBefore = processorTime(terminal.pid);
	for (let press = 0; press < times; press++) {
		const before = terminal.written();
		const start = performance.now();
		terminal.type(keys[press % keys.length]!);
		await terminal.waitFor(() => terminal.written() > before && terminal.output().endsWith(frameEnd));
		latencies.push(performance.now() - start);
	}

	return {
		latency: median(latencies),
		processor: (processorTime(terminal.pid) - processorBefore) / times,
		bytes: Math.round((terminal.written() - bytesBefore) / times),
	};
}
