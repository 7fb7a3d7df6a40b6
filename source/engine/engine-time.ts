// ECMA-262, Time Values and Time Range, in seconds.
const longest = 8_640_000_000_000;

/** Whether a number can be a time, in seconds since the epoch: beyond it `Date` throws when it is written. */
export function isTime(seconds: number): boolean {
	return Math.abs(seconds) <= longest;
}
