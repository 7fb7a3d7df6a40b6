const slash = 0x2F;
const dot = 0x2E;

/** The components of a path as positions in its bytes. One object serves path after path. */
export type PathParts = {
	readonly starts: number[];
	readonly ends: number[];
	count: number;
	/** Whether `..` would have left the root. */
	isOutside: boolean;
};

export function createPathParts(): PathParts {
	return {
		starts: [], ends: [], count: 0, isOutside: false,
	};
}

/** Splits `bytes[start, end)` as Go's filepath.Clean would under the root: slashes, `.` and `..` are gone, and `..` stops at the root. */
export function splitPath(parts: PathParts, bytes: Uint8Array, start: number, end: number): void {
	parts.count = 0;
	parts.isOutside = false;
	let at = start;
	while (at < end) {
		const partStart = at;
		while (at < end && bytes[at] !== slash) {
			at++;
		}

		addPart(parts, bytes, partStart, at);
		at++;
	}
}

function addPart(parts: PathParts, bytes: Uint8Array, start: number, end: number): void {
	if (isNothing(bytes, start, end)) {
		return;
	}

	if (!isUpwards(bytes, start, end)) {
		parts.starts[parts.count] = start;
		parts.ends[parts.count] = end;
		parts.count++;
	} else if (parts.count > 0) {
		parts.count--;
	} else {
		parts.isOutside = true;
	}
}

/** Whether a component is empty or `.`. */
export function isNothing(bytes: Uint8Array, start: number, end: number): boolean {
	return end === start || (end - start === 1 && bytes[start] === dot);
}

/** Whether a component is `..`. */
export function isUpwards(bytes: Uint8Array, start: number, end: number): boolean {
	return end - start === 2 && bytes[start] === dot && bytes[start + 1] === dot;
}
