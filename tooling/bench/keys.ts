import {setTimeout} from 'node:timers/promises';
import type {Terminal} from '../../test/helpers/terminal.ts';
import {percentile, processorTime} from './figures.ts';
import type {Figure} from './row.ts';

/** What one key costs. */
export type KeyCost = {
	/** From the key to the last byte that it makes the program write, of 95 of 100 keys at most, in milliseconds. */
	readonly latency: number;
	/** Processor time of all threads, in milliseconds, the mean. */
	readonly processor: number;
	/** What reaches the terminal, the mean. */
	readonly bytes: number;
};

// So long nothing comes after the last byte of a frame, in milliseconds.
const quiet = 40;
const deadline = 10_000;

/** Presses keys one after another, each when all that the one before brought is there. Throws where a key brings nothing. */
export async function measureKeys(terminal: Terminal, keys: readonly string[]): Promise<KeyCost> {
	const latencies: number[] = [];
	const bytesBefore = terminal.written();
	const processorBefore = processorTime(terminal.pid);
	for (const key of keys) {
		const before = terminal.written();
		const start = performance.now();
		terminal.type(key);
		while (terminal.written() === before || performance.now() - terminal.lastByte() < quiet) {
			if (performance.now() - start > deadline) {
				throw new Error(`nothing came after ${JSON.stringify(key)}`);
			}

			await setTimeout(5);
		}

		latencies.push(terminal.lastByte() - start);
	}

	return {
		latency: percentile(latencies, 0.95),
		processor: (processorTime(terminal.pid) - processorBefore) / keys.length,
		bytes: (terminal.written() - bytesBefore) / keys.length,
	};
}

type KeyTargets = {readonly processor: number; readonly bytes: number; readonly latency?: number};

/** A key's cost as lines of the table. */
export function keyFigures(what: string, cost: KeyCost, targets: KeyTargets): Figure[] {
	const target = (limit: number | undefined) => limit === undefined ? [] : [{text: '', limit}];
	return [
		{
			what: `${what}: processor time`, value: cost.processor, unit: 'ms', targets: target(targets.processor),
		},
		{
			what: `${what}: key to last byte, 95th percentile`, value: cost.latency, unit: 'ms', targets: target(targets.latency),
		},
		{
			what: `${what}: bytes to the terminal`, value: cost.bytes, unit: 'bytes', targets: target(targets.bytes),
		},
	];
}

/** A sequence of keys again and again, so many in all. */
export function repeated(keys: readonly string[], count: number): string[] {
	return Array.from({length: count}, (_, press) => keys[press % keys.length]!);
}
