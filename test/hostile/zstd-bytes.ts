import {concat} from '../helpers/tar-bytes.ts';

/** A block of a zstd frame that says a byte as often as it likes, in four bytes (RFC 8878, 3.1.1.2.2). */
function repeated(byte: number, size: number, isLast: boolean): Uint8Array {
	const header = (size << 3) | 2 | (isLast ? 1 : 0);
	return Uint8Array.of(header & 0xFF, (header >> 8) & 0xFF, header >> 16, byte);
}

const largestBlock = 128 * 1024;
const beginning = Uint8Array.of(0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x38);

/** A frame of zeros, as many blocks of 128 KiB as are wanted: 32,768 times smaller than what it stands for. */
export function zerosFrame(blocks: number): Uint8Array {
	return concat(beginning, ...Array.from({length: blocks}, (_, block) => repeated(0, largestBlock, block === blocks - 1)));
}

/** A frame as it is, but wanting a dictionary. */
export function withDictionary(frame: Uint8Array, dictionary: number): Uint8Array {
	return concat(frame.subarray(0, 4), Uint8Array.of(frame[4]! | 1), frame.subarray(5, 6), Uint8Array.of(dictionary), frame.subarray(6));
}

/** A frame of a single segment that says how long its content is, in bytes. */
export function withContentSize(frame: Uint8Array, size: bigint): Uint8Array {
	const field = new DataView(new ArrayBuffer(8));
	field.setBigUint64(0, size, true);
	return concat(frame.subarray(0, 4), Uint8Array.of(0xE0), new Uint8Array(field.buffer), frame.subarray(6));
}

/** A frame with a wrong checksum behind it. */
export function withWrongChecksum(frame: Uint8Array): Uint8Array {
	const changed = concat(frame, Uint8Array.of(1, 2, 3, 4));
	changed[4]! |= 4;
	return changed;
}
