import {arrivedBytes, bytesLeft} from './amounts.ts';
import type {PartProgress, Progress} from './progress.ts';

// Rates are over the last few seconds, and nothing is said of less than half a second.
const windowMilliseconds = 4000;
const leastMilliseconds = 500;
const betweenSamples = 250;

const moving = new Set<PartProgress['state']>(['downloading', 'extracting', 'reading']);

type PartSample = {readonly state: PartProgress['state']; readonly current: number; readonly arrived: number};

type Sample = {
	readonly time: number;
	/** All bytes that have come, those that came twice counted twice. */
	readonly received: number;
	readonly parts: ReadonlyMap<string, PartSample>;
};

/** What was seen of a work lately, oldest first and no more than rates need. */
export type Pace = {readonly samples: readonly Sample[]; readonly latest: Sample | undefined};

/** How fast a work is; `undefined` where that can't be told (yet). */
export type Rates = {
	/** Bytes a second that come in. */
	readonly whole: number | undefined;
	/** Seconds until all bytes have come. */
	readonly left: number | undefined;
	/** Bytes a second of each part that is downloaded, extracted or read, by its id. */
	readonly parts: ReadonlyMap<string, number>;
};

/** A pace of which nothing has been seen. */
export const noPace: Pace = {samples: [], latest: undefined};

/** Takes a snapshot of a work into its pace. `time` is in milliseconds, by a clock that only goes on. */
export function addToPace({samples, latest}: Pace, progress: Progress, time: number): Pace {
	const parts = new Map(progress.parts.map(part => [part.id, {
		state: part.state, current: part.current ?? 0, arrived: arrivedBytes(progress.task, part),
	}]));
	const next = {time, received: (latest?.received ?? 0) + newlyReceived(latest, parts), parts};
	const isTooSoon = samples.length > 0 && time - samples.at(-1)!.time < betweenSamples;
	const all = isTooSoon ? samples : [...samples, next];
	return {samples: all.slice(windowStart(all, time)), latest: next};
}

/** The rates at a time, which may be later than the last snapshot: where nothing comes, they go down. */
export function ratesOf({samples, latest}: Pace, progress: Progress, time: number): Rates {
	const first = samples[windowStart(samples, time)];
	const missing = bytesLeft(progress);
	if (first === undefined || latest === undefined || time - first.time < leastMilliseconds) {
		return {whole: undefined, left: undefined, parts: new Map()};
	}

	const whole = missing === 0 ? undefined : perSecond(latest.received - first.received, time - first.time);
	const parts = [...latest.parts].flatMap(([id, part]) => {
		const rate = moving.has(part.state) ? partRate(samples, id, part, time) : undefined;
		return rate === undefined ? [] : [[id, rate] as const];
	});
	return {
		whole, left: missing === undefined || whole === undefined || whole === 0 ? undefined : missing / whole, parts: new Map(parts),
	};
}

// A retry begins at zero, which takes nothing away of what came.
function newlyReceived(latest: Sample | undefined, parts: ReadonlyMap<string, PartSample>): number {
	let bytes = 0;
	for (const [id, {arrived}] of parts) {
		bytes += Math.max(0, arrived - (latest?.parts.get(id)?.arrived ?? 0));
	}

	return bytes;
}

// The newest of those that are too old is where the window begins.
function windowStart(samples: readonly Sample[], time: number): number {
	return Math.max(0, samples.findLastIndex(sample => time - sample.time >= windowMilliseconds));
}

// Only as far back as it has been doing the same without a step back.
function partRate(samples: readonly Sample[], id: string, now: PartSample, time: number): number | undefined {
	let first: {readonly time: number; readonly current: number} | undefined;
	for (const sample of samples.slice(windowStart(samples, time)).toReversed()) {
		const part = sample.parts.get(id);
		if (part?.state !== now.state || part.current > (first?.current ?? now.current)) {
			break;
		}

		first = {time: sample.time, current: part.current};
	}

	return first === undefined || time - first.time < leastMilliseconds ? undefined : perSecond(now.current - first.current, time - first.time);
}

function perSecond(bytes: number, milliseconds: number): number {
	return bytes * 1000 / milliseconds;
}
