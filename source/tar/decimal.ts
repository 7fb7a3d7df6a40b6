const zero = 0x30;
const minus = 0x2D;
const plus = 0x2B;
const dot = 0x2E;
const largest = '9223372036854775807';
const smallest = '9223372036854775808';
// A double holds any number of so many digits; of more, each step would round anew.
const exactDigits = 15;

/** Decimal digits with an optional sign, as PAX writes numbers: NaN for anything else and for what doesn't fit into 64 bits with a sign. */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): number {
	const sign = bytes[start];
	const isNegative = sign === minus && start < end;
	const first = isNegative || (sign === plus && start < end) ? start + 1 : start;
	if (first >= end) {
		return Number.NaN;
	}

	let value = 0;
	let digits = 0;
	for (let at = first; at < end; at++) {
		const digit = bytes[at]! - zero;
		if (digit < 0 || digit > 9) {
			return Number.NaN;
		}

		value = (value * 10) + digit;
		digits += digits > 0 || digit > 0 ? 1 : 0;
	}

	if (digits >= largest.length && !fits(bytes, end, digits, isNegative ? smallest : largest)) {
		return Number.NaN;
	}

	const read = digits > exactDigits ? Number(String.fromCodePoint(...bytes.subarray(end - digits, end))) : value;
	return isNegative ? -read : read;
}

/** Whether the last digits are no more than the limit, digit by digit, since a double would round. */
function fits(bytes: Uint8Array, end: number, digits: number, limit: string): boolean {
	if (digits > limit.length) {
		return false;
	}

	for (let at = 0; at < digits; at++) {
		const difference = bytes[end - digits + at]! - limit.codePointAt(at)!;
		if (difference !== 0) {
			return difference < 0;
		}
	}

	return true;
}

/** A time of PAX, seconds with an optional fraction: NaN for anything else. What is finer than a microsecond is cut off, since a double can't hold it. */
export function parseTime(bytes: Uint8Array, start: number, end: number): number {
	let point = start;
	while (point < end && bytes[point] !== dot) {
		point++;
	}

	const seconds = parseDecimal(bytes, start, point);
	let microseconds = 0;
	let scale = 100_000;
	for (let at = point + 1; at < end; at++) {
		const digit = bytes[at]! - zero;
		if (digit < 0 || digit > 9) {
			return Number.NaN;
		}

		microseconds += digit * scale;
		scale = scale > 1 ? scale / 10 : 0;
	}

	const fraction = microseconds / 1e6;
	return bytes[start] === minus ? seconds - fraction : seconds + fraction;
}
