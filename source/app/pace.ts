import {bytesDone, bytesInAll} from '../progress/amounts.ts';
import type {Progress} from '../progress/progress.ts';

/** When a work began and how far it is, in milliseconds and bytes. */
export type Pace = {readonly start: number; readonly now: number; readonly from: number};

/** A work and its pace. */
export type Paced = {readonly progress: Progress | undefined; readonly pace: Pace | undefined};

/** A work that is further now; another task starts anew. */
export function paced(before: Paced, progress: Progress, now: number): Paced {
	const isSame = before.pace !== undefined && before.progress?.task === progress.task;
	return {progress, pace: isSame ? {...before.pace, now} : {start: now, now, from: bytesDone(progress)}};
}

/** Bytes a second since the work began, and seconds to its end; `undefined` before that can be told. */
export function paceOf({pace, progress}: Paced): {readonly rate: number; readonly left: number | undefined} | undefined {
	const seconds = pace === undefined ? 0 : (pace.now - pace.start) / 1000;
	if (pace === undefined || progress === undefined || seconds < 1) {
		return undefined;
	}

	const done = bytesDone(progress);
	const rate = (done - pace.from) / seconds;
	const total = bytesInAll(progress);
	return rate <= 0 ? undefined : {rate, left: total === undefined ? undefined : (total - done) / rate};
}
