import {noBytes} from './entry.ts';

/**
Writes extended attributes in one form, so that equal sets have equal bytes: by name, each as its name, a NUL, the length of its value
in four bytes (highest first), and the value. The last of those with the same name counts.
`positions` has four for each: start and end of its name and of its value in `bytes`.
*/
export function encodeXattrs(bytes: Uint8Array, positions: Int32Array): Uint8Array {
	if (positions.length === 0) {
		return noBytes;
	}

	const order = sortByName(bytes, positions);
	let length = 0;
	for (const at of order) {
		length += lengthOf(positions, at) + 5 + positions[at + 3]! - positions[at + 2]!;
	}

	const encoded = new Uint8Array(length);
	let to = 0;
	for (const at of order) {
		const valueLength = positions[at + 3]! - positions[at + 2]!;
		encoded.set(bytes.subarray(positions[at], positions[at + 1]), to);
		to += lengthOf(positions, at) + 1;
		encoded.set([valueLength >>> 24, valueLength >>> 16, valueLength >>> 8, valueLength], to);
		encoded.set(bytes.subarray(positions[at + 2], positions[at + 3]), to + 4);
		to += 4 + valueLength;
	}

	return encoded;
}

/** The attributes that `encodeXattrs` wrote, name and value each, as views. */
export function decodeXattrs(encoded: Uint8Array): Array<readonly [name: Uint8Array, value: Uint8Array]> {
	const attributes: Array<readonly [Uint8Array, Uint8Array]> = [];
	for (let at = 0; at < encoded.length;) {
		const end = encoded.indexOf(0, at);
		const length = new DataView(encoded.buffer, encoded.byteOffset + end + 1, 4).getUint32(0);
		attributes.push([encoded.subarray(at, end), encoded.subarray(end + 5, end + 5 + length)]);
		at = end + 5 + length;
	}

	return attributes;
}

/** Where the four positions of each attribute start, by name, without those that a later one replaces. */
function sortByName(bytes: Uint8Array, positions: Int32Array): number[] {
	const order = Array.from({length: positions.length / 4}, (_, attribute) => attribute * 4);
	if (order.length === 1) {
		return order;
	}

	order.sort((a, b) => compareNames(bytes, positions, a, b) || a - b);
	return order.filter((at, place) => place === order.length - 1 || compareNames(bytes, positions, at, order[place + 1]!) !== 0);
}

function compareNames(bytes: Uint8Array, positions: Int32Array, a: number, b: number): number {
	const common = Math.min(lengthOf(positions, a), lengthOf(positions, b));
	for (let at = 0; at < common; at++) {
		const difference = bytes[positions[a]! + at]! - bytes[positions[b]! + at]!;
		if (difference !== 0) {
			return difference;
		}
	}

	return lengthOf(positions, a) - lengthOf(positions, b);
}

function lengthOf(positions: Int32Array, at: number): number {
	return positions[at + 1]! - positions[at]!;
}
