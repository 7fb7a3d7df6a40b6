import {readdirSync, readFileSync} from 'node:fs';
import type {Beside} from './row.ts';

/** The middle one of some figures. */
export function median(figures: readonly number[]): number {
	return percentile(figures, 0.5);
}

/** The figure that a share of all (0 to 1) doesn't exceed. */
export function percentile(figures: readonly number[], share: number): number {
	const sorted = figures.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

/** The largest resident memory of a process so far, in bytes; NaN where the system has no /proc. */
export function peakMemory(pid: number): number {
	return statusOf(pid, 'VmHWM');
}

/** The resident memory of a process now, in bytes; NaN where the system has no /proc. */
export function residentMemory(pid: number): number {
	return statusOf(pid, 'VmRSS');
}

function statusOf(pid: number, field: string): number {
	const status = orNothing(() => readFileSync(`/proc/${pid}/status`, 'utf8'));
	return Number(new RegExp(String.raw`${field}:\s+(\d+)`).exec(status ?? '')?.[1]) * 1024;
}

/** The processor time of a process and its living threads so far, in milliseconds; NaN where the system doesn't tell. */
export function processorTime(pid: number): number {
	const threads = orNothing(() => readdirSync(`/proc/${pid}/task`)) ?? [];
	const times = threads.map(thread => Number(orNothing(() => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'))?.split(' ')[0] ?? 0) / 1e6);
	return threads.length === 0 ? Number.NaN : times.reduce((sum, time) => sum + time, 0);
}

// A thread may end while it is looked at, and not every system has these files.
function orNothing<Value>(read: () => Value): Value | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

/** Something else that is measured in the same run; it gives milliseconds, or throws an `UnfinishedError`. */
export type Peer = {readonly what: string; readonly measure: () => Promise<number>};

/** What a peer is stopped with that takes longer than anybody waits. */
export class UnfinishedError extends Error {
	override name = 'UnfinishedError';
	/** How long it had taken by then, in milliseconds. */
	readonly after: number;

	constructor(after: number) {
		super(`not at its end after ${after} ms`);
		this.after = after;
	}
}

type Figures = Readonly<Record<string, number>>;
type Medians<Result> = {readonly ours: Result; readonly besides: readonly Beside[]};

/**
Measures in turns with what stands beside it, so that what else the machine does meets all of them, and gives the medians, those of
the peers in their order. It runs once more before, and that isn't counted: files and compiled code are then where a second start finds them.
*/
export async function measureBeside<Result extends Figures>(runs: number, measure: () => Promise<Result>, peers: readonly Peer[]): Promise<Medians<Result>> {
	await measure();
	const results: Result[] = [];
	const timed = peers.map(peer => timePeer(peer));
	for (let run = 0; run < runs; run++) {
		results.push(await measure());
		for (const peer of timed) {
			await peer.measure();
		}
	}

	return {ours: mediansOf(results), besides: timed.map(peer => peer.beside())};
}

/** Collects the times of a peer, which isn't started again once it was stopped. */
function timePeer({what, measure}: Peer) {
	const times: number[] = [];
	let unfinished: UnfinishedError | undefined;
	return {
		async measure(): Promise<void> {
			if (unfinished !== undefined) {
				return;
			}

			try {
				times.push(await measure());
			} catch (error) {
				if (!(error instanceof UnfinishedError)) {
					throw error;
				}

				unfinished = error;
			}
		},
		beside: (): Beside => unfinished === undefined ? {what, value: median(times)} : {what, value: unfinished.after, isUnfinished: true},
	};
}

function mediansOf<Result extends Figures>(results: readonly Result[]): Result {
	return Object.fromEntries(Object.keys(results[0]!).map(figure => [figure, median(results.map(result => result[figure]!))])) as Result;
}
