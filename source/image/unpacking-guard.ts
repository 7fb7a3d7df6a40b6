import {UnpackingLimitError, type Unpacked} from '../errors.ts';
import type {UnpackingLimit} from './reading-limits.ts';

/** Counts what is unpacked of one layer or archive, and stops it where that is far more than what is stored. */
export type UnpackingGuard = {
	/** Counts bytes that were read as stored. */
	readonly countStored: (bytes: number) => void;
	/** Counts bytes that came of them, before they are used. Throws an `UnpackingLimitError` where these are too many. */
	readonly countPlain: (bytes: number) => void;
};

/** A guard that has counted nothing yet. */
export function createUnpackingGuard({bytes: most, ratio}: UnpackingLimit): UnpackingGuard {
	let stored = 0;
	let plain = 0;
	return {
		countStored(bytes) {
			stored += bytes;
		},
		countPlain(bytes) {
			plain += bytes;
			if (plain > most && plain > ratio * stored) {
				throw unpackingStopped('It', {
					stored, plain, most, ratio,
				});
			}
		},
	};
}

type Place = {
	/** Counted from 0. */
	readonly layer?: number;
	/** How far it was read, in bytes of what it unpacks to. */
	readonly offset?: number | undefined;
	readonly cause?: unknown;
};

/** The error for what was unpacked no further: the subject begins its sentence. */
export function unpackingStopped(subject: string, unpacked: Unpacked, {layer, offset, cause}: Place = {}): UnpackingLimitError {
	const {most, ratio} = unpacked;
	return new UnpackingLimitError(`${subject} unpacks to more than ${most / (1024 * 1024)} MiB, over ${ratio} times what it is stored as: the rest isn't read.`, unpacked, {
		advice: 'Add --unpack-all to read all of it.', cause, ...(layer !== undefined && {layer}), ...(offset !== undefined && {offset}),
	});
}
