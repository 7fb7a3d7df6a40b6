import {isHere, isUpwards, type Name} from './name.ts';

const slash = 0x2F;

/** The components of a path. */
export type PathParts = {
	readonly names: Name[];
	/** Whether `..` would have left the root. */
	readonly isOutside: boolean;
};

/** The components of `bytes[start, end)` as they stand there, but for slashes. */
export function splitPath(bytes: Uint8Array, start = 0, end = bytes.length): Name[] {
	const names: Name[] = [];
	let at = start;
	while (at < end) {
		const nameStart = at;
		while (at < end && bytes[at] !== slash) {
			at++;
		}

		if (at > nameStart) {
			names.push({bytes, start: nameStart, end: at});
		}

		at++;
	}

	return names;
}

/** The same as Go's filepath.Clean has them under the root: `.` and `..` are gone, and `..` stops at the root. */
export function cleanPath(bytes: Uint8Array, start = 0, end = bytes.length): PathParts {
	const names: Name[] = [];
	let isOutside = false;
	for (const name of splitPath(bytes, start, end)) {
		if (isUpwards(name)) {
			isOutside = names.pop() === undefined || isOutside;
		} else if (!isHere(name)) {
			names.push(name);
		}
	}

	return {names, isOutside};
}
