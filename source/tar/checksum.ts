import {parseOctal} from './numbers.ts';

const blockSize = 512;
const fieldStart = 148;
const fieldEnd = 156;
const blanks = 0x20 * (fieldEnd - fieldStart);
const evenBytes = 0xFF_00_FF;

/** The sum of a block's bytes, read as 128 words: two bytes of each at a time, which can't overflow their half of the sum. */
export function sumBlock(words: Int32Array, start: number): number {
	let even = 0;
	let odd = 0;
	for (let at = start; at < start + (blockSize / 4); at += 4) {
		const a = words[at]!;
		const b = words[at + 1]!;
		const c = words[at + 2]!;
		const d = words[at + 3]!;
		even += (a & evenBytes) + (b & evenBytes) + (c & evenBytes) + (d & evenBytes);
		odd += ((a >>> 8) & evenBytes) + ((b >>> 8) & evenBytes) + ((c >>> 8) & evenBytes) + ((d >>> 8) & evenBytes);
	}

	return (even & 0xFF_FF) + (even >>> 16) + (odd & 0xFF_FF) + (odd >>> 16);
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
