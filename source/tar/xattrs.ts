import {type ByteBuffer} from './byte-buffer.ts';

/** Bytes of an attribute's form beside its name and value. */
const overhead = 5;
const onlyOne = [0] as const;

/**
Writes extended attributes in one form, so that equal sets have equal bytes: by name, each as its name, a NUL, the length of its value
in four bytes (highest first), and the value. The last of those with the same name counts.
`positions` has four for each: start and end of its name and of its value in `bytes`.
*/
export function encodeXattrs(bytes: Uint8Array, positions: Int32Array, into: ByteBuffer): void {
	const order = positions.length === 4 ? onlyOne : sortByName(bytes, positions);
	for (const at of order) {
		const valueStart = positions[at + 2]!;
		const valueEnd = positions[at + 3]!;
		const size = valueEnd - valueStart;
		into.add(bytes, positions[at]!, positions[at + 1]!);
		into.addByte(0);
		into.addByte(size >>> 24);
		into.addByte(size >>> 16);
		into.addByte(size >>> 8);
		into.addByte(size);
		into.add(bytes, valueStart, valueEnd);
	}
}

/** Reads what `encodeXattrs` wrote: name and value of each extended attribute (views). */
export function decodeXattrs(encoded: Uint8Array): Array<readonly [name: Uint8Array, value: Uint8Array]> {
	const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
	const xattrs: Array<readonly [Uint8Array, Uint8Array]> = [];
	for (let at = 0; at < encoded.length;) {
		const nameEnd = encoded.indexOf(0, at);
		const start = nameEnd + overhead;
		const end = start + view.getUint32(nameEnd + 1);
		xattrs.push([encoded.subarray(at, nameEnd), encoded.subarray(start, end)]);
		at = end;
	}

	return xattrs;
}

/** Where the four positions of each attribute start, by name, without those that a later one replaces. */
function sortByName(bytes: Uint8Array, positions: Int32Array): number[] {
	const order = Array.from({length: positions.length / 4}, (_, attribute) => attribute * 4);
	order.sort((a, b) => compareNames(bytes, positions, a, b) || a - b);
	return order.filter((at, place) => place === order.length - 1 || compareNames(bytes, positions, at, order[place + 1]!) !== 0);
}

function compareNames(bytes: Uint8Array, positions: Int32Array, a: number, b: number): number {
	const common = Math.min(nameLength(positions, a), nameLength(positions, b));
	for (let at = 0; at < common; at++) {
		const difference = bytes[positions[a]! + at]! - bytes[positions[b]! + at]!;
		if (difference !== 0) {
			return difference;
		}
	}

	return nameLength(positions, a) - nameLength(positions, b);
}

function nameLength(positions: Int32Array, at: number): number {
	return positions[at + 1]! - positions[at]!;
}
