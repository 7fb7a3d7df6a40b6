import {
	addToPace, noPace, ratesOf, type Pace, type Rates,
} from '../progress/pace.ts';
import type {Progress} from '../progress/progress.ts';

/** A work and its pace. */
export type Paced = {readonly progress: Progress | undefined; readonly pace: Pace | undefined};

const noRates: Rates = {whole: undefined, left: undefined, parts: new Map()};

/** A work that is further at `now`, in milliseconds; another task starts anew. */
export function paced(before: Paced, progress: Progress, now: number): Paced {
	const isSame = before.progress?.task === progress.task;
	return {progress, pace: addToPace(isSame ? before.pace ?? noPace : noPace, progress, now)};
}

/** How fast a work was when it was last heard of. */
export function pacedRates({progress, pace}: Paced): Rates {
	return progress === undefined || pace?.latest === undefined ? noRates : ratesOf(pace, progress, pace.latest.time);
}
