/** One component of a path, where it stands in the bytes it was read from. */
export type Name = {readonly bytes: Uint8Array; readonly start: number; readonly end: number};

const dot = 0x2E;

/** Bytes that are one name as a whole. */
export function wholeName(bytes: Uint8Array): Name {
	return {bytes, start: 0, end: bytes.length};
}

/** Whether a component is empty or `.`, which lead nowhere. */
export function isHere({bytes, start, end}: Name): boolean {
	return end === start || (end - start === 1 && bytes[start] === dot);
}

/** Whether a component is `..`. */
export function isUpwards({bytes, start, end}: Name): boolean {
	return end - start === 2 && bytes[start] === dot && bytes[start + 1] === dot;
}
