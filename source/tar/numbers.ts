const nul = 0x00;
const space = 0x20;
const zero = 0x30;

/** An octal field, blanks and NULs around it: the number, 0 for an empty field, or NaN for anything else. */
export function parseOctal(bytes: Uint8Array, start: number, end: number): number {
	let at = start;
	while (at < end && (bytes[at] === space || bytes[at] === nul)) {
		at++;
	}

	// Two whole numbers of 30 bits are quicker to shift than a double to multiply, and this runs eight times for each entry.
	const first = at;
	let high = 0;
	let low = 0;
	for (; at < end; at++) {
		const digit = bytes[at]! - zero;
		if (digit < 0 || digit > 7) {
			break;
		}

		high = (high << 3) | (low >>> 27);
		low = ((low << 3) | digit) & 0x3F_FF_FF_FF;
	}

	// What follows a NUL is of no account, but a blank may be followed only by blanks and NULs.
	const isWhole = at === end || (at > first && (bytes[at] === nul || isBlank(bytes, at, end)));
	return isWhole ? (high * (2 ** 30)) + low : Number.NaN;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
	for (let at = start; at < end; at++) {
		if (bytes[at] !== space && bytes[at] !== nul) {
			return false;
		}
	}

	return true;
}

/** A number field of a header, octal or base-256: NaN where it is neither or doesn't fit into 64 bits with a sign. */
export function parseNumeric(bytes: Uint8Array, start: number, end: number): number {
	return (bytes[start]! & 0x80) === 0 ? parseOctal(bytes, start, end) : parseBase256(bytes, start, end);
}

function parseBase256(bytes: Uint8Array, start: number, end: number): number {
	const isNegative = (bytes[start]! & 0x40) !== 0;
	const inversion = isNegative ? 0xFF : 0;
	const lastEight = end - 8;
	let value = 0;
	for (let at = start; at < end; at++) {
		const byte = (bytes[at]! ^ inversion) & (at === start ? 0x7F : 0xFF);
		// Bytes decide what fits, since a double would round the last numbers of the range out of it.
		if ((at < lastEight && byte !== 0) || (at === lastEight && byte > 0x7F)) {
			return Number.NaN;
		}

		value = (value * 256) + byte;
	}

	return isNegative ? -1 - value : value;
}
