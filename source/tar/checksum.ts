import {parseOctal} from './numbers.ts';

const blockSize = 512;
const fieldStart = 148;
const fieldEnd = 156;
const blanks = 0x20 * (fieldEnd - fieldStart);
const everySecond = 0xFF_00_FF;

/**
The sum of a block's bytes, read as 128 words: of each, two bytes are added to the lower half of the sum and two to the upper one,
which hold them all, since 256 × 255 is less than 2^16.
*/
export function sumBlock(words: Int32Array, start: number): number {
	let sum = 0;
	for (let at = start; at < start + (blockSize / 4); at += 2) {
		const a = words[at]!;
		const b = words[at + 1]!;
		sum = (sum + (a & everySecond) + ((a >>> 8) & everySecond) + (b & everySecond) + ((b >>> 8) & everySecond)) >>> 0;
	}

	return (sum & 0xFF_FF) + (sum >>> 16);
}

/** Whether the header's checksum is the sum of its bytes, without a sign as POSIX wants it or with one as Sun's tar made it; its own field counts as blanks. */
export function isChecksumRight(bytes: Uint8Array, start: number, sum: number): boolean {
	const stored = parseOctal(bytes, start + fieldStart, start + fieldEnd);
	let unsigned = sum + blanks;
	for (let at = start + fieldStart; at < start + fieldEnd; at++) {
		unsigned -= bytes[at]!;
	}

	return stored === unsigned || stored === unsigned - (256 * countHighBytes(bytes, start));
}

function countHighBytes(bytes: Uint8Array, start: number): number {
	let count = 0;
	for (let at = start; at < start + blockSize; at++) {
		const isOfField = at >= start + fieldStart && at < start + fieldEnd;
		count += bytes[at]! > 0x7F && !isOfField ? 1 : 0;
	}

	return count;
}
