import {ByteBuffer} from './byte-buffer.ts';
import {parseDecimal, parseTime} from './decimal.ts';
import {noBytes} from './entry.ts';
import {encodeXattrs} from './xattrs.ts';

/** The keys that Go's archive/tar gives a meaning. */
const keys = [
	'path',
	'linkpath',
	'uname',
	'gname',
	'uid',
	'gid',
	'size',
	'mtime',
	'atime',
	'ctime',
	'GNU.sparse.major',
	'GNU.sparse.minor',
	'GNU.sparse.name',
	'GNU.sparse.size',
	'GNU.sparse.realsize',
	'GNU.sparse.numblocks',
	'GNU.sparse.map',
	'GNU.sparse.offset',
	'GNU.sparse.numbytes',
] as const;

export type PaxKey = (typeof keys)[number];

const zero = 0x30;
const shortNumber = 10;
const newline = 0x0A;
const space = 0x20;
const comma = 0x2C;
const equals = 0x3D;
const encoder = new TextEncoder();
const xattrPrefix = encoder.encode('SCHILY.xattr.');
const positions = new Map<string, number>(keys.map((key, position) => [key, position]));
const sparseOffset = positions.get('GNU.sparse.offset')!;
const sparseLength = positions.get('GNU.sparse.numbytes')!;
const lastOfStrings = positions.get('gname')!;

/** By the length of a key: those that are so long, with their positions in `keys`. */
const keysByLength: Array<Array<{readonly bytes: Uint8Array; readonly position: number}> | undefined> = [];
for (const [position, key] of keys.entries()) {
	(keysByLength[key.length] ??= []).push({bytes: encoder.encode(key), position});
}

/**
The records of a PAX extended header, found in its body without making an object of any. Values are read when they are asked for,
so that a wrong number matters only where it is used, as in Go. The last record of a key counts.
See https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_03
*/
export class PaxRecords {
	/** The body, to be filled before `parse`. */
	readonly body = new ByteBuffer();
	readonly #starts = new Int32Array(keys.length);
	readonly #ends = new Int32Array(keys.length);
	/** Four positions in the body for each extended attribute: of its name and of its value. */
	#xattrs = new Int32Array(64);
	#xattrsLength = 0;
	readonly #encoded = new ByteBuffer();
	/** The map of sparse 0.0, a record for each number, as sparse 0.1 has it in one value. */
	readonly #map = new ByteBuffer();
	#mapNumbers = 0;

	/** Finds the records; false where the body isn't made of records as Go accepts them. */
	parse(): boolean {
		this.#starts.fill(0);
		this.#ends.fill(0);
		this.#xattrsLength = 0;
		this.#map.clear();
		this.#mapNumbers = 0;
		let at = 0;
		while (at < this.body.length) {
			at = this.#parseRecord(at);
			if (at === -1) {
				return false;
			}
		}

		return true;
	}

	/** The value of a key (a view); empty where it has none. */
	value(key: PaxKey): Uint8Array {
		if (key === 'GNU.sparse.map' && this.#mapNumbers > 0) {
			return this.#map.view();
		}

		const position = positions.get(key)!;
		const start = this.#starts[position]!;
		const end = this.#ends[position]!;
		return start === end ? noBytes : this.body.bytes.subarray(start, end);
	}

	/** The value as a number: `missing` where there is none, NaN where it isn't one. */
	number(key: PaxKey, missing: number): number {
		const position = positions.get(key)!;
		const start = this.#starts[position]!;
		const end = this.#ends[position]!;
		return start === end ? missing : parseDecimal(this.body.bytes, start, end);
	}

	/** The value as seconds since the epoch: `missing` where there is none, NaN where it isn't a time. */
	time(key: PaxKey, missing: number): number {
		const position = positions.get(key)!;
		const start = this.#starts[position]!;
		const end = this.#ends[position]!;
		return start === end ? missing : parseTime(this.body.bytes, start, end);
	}

	/** The extended attributes in the form of `encodeXattrs` (a view); empty where there are none. */
	xattrs(): Uint8Array {
		if (this.#xattrsLength === 0) {
			return noBytes;
		}

		this.#encoded.clear();
		encodeXattrs(this.body.bytes, this.#xattrs.subarray(0, this.#xattrsLength), this.#encoded);
		return this.#encoded.view();
	}

	/** Reads the record at a position, and gives the position of the next one, or -1. */
	#parseRecord(start: number): number {
		const {bytes, length} = this.body;
		const lengthEnd = indexOf(bytes, space, start, length);
		const recordLength = lengthEnd - start < shortNumber ? parseShort(bytes, start, lengthEnd) : parseDecimal(bytes, start, lengthEnd);
		const end = start + recordLength;
		// Go wants a record to have five bytes at least, and something behind its length.
		if (lengthEnd === length || !(recordLength >= 5) || end > length || end <= lengthEnd + 1 || bytes[end - 1] !== newline) {
			return -1;
		}

		const keyStart = lengthEnd + 1;
		const keyEnd = indexOf(bytes, equals, keyStart, end - 1);
		return keyEnd < end - 1 && this.#keep(keyStart, keyEnd, end - 1) ? end : -1;
	}

	/** Notes where a record's value is; false where the record isn't allowed. */
	#keep(keyStart: number, keyEnd: number, valueEnd: number): boolean {
		const {bytes} = this.body;
		const valueStart = keyEnd + 1;
		const position = positionOf(bytes, keyStart, keyEnd);
		if (position === -1) {
			if (keyStart === keyEnd || indexOf(bytes, 0, keyStart, keyEnd) < keyEnd) {
				return false;
			}

			if (startsWith(bytes, keyStart, keyEnd, xattrPrefix)) {
				this.#addXattr(keyStart + xattrPrefix.length, keyEnd, valueStart, valueEnd);
			}

			return true;
		}

		if (position === sparseOffset || position === sparseLength) {
			return this.#addToMap(position, valueStart, valueEnd);
		}

		this.#starts[position] = valueStart;
		this.#ends[position] = valueEnd;
		return position > lastOfStrings || indexOf(bytes, 0, valueStart, valueEnd) === valueEnd;
	}

	#addXattr(...positions: readonly [number, number, number, number]): void {
		if (this.#xattrsLength === this.#xattrs.length) {
			const larger = new Int32Array(this.#xattrs.length * 2);
			larger.set(this.#xattrs);
			this.#xattrs = larger;
		}

		for (const position of positions) {
			this.#xattrs[this.#xattrsLength++] = position;
		}
	}

	/** Joins the numbers of sparse 0.0, which have to come in pairs, into the map of sparse 0.1. */
	#addToMap(position: number, start: number, end: number): boolean {
		const {bytes} = this.body;
		const expected = this.#mapNumbers % 2 === 0 ? sparseOffset : sparseLength;
		if (position !== expected || indexOf(bytes, comma, start, end) < end) {
			return false;
		}

		if (this.#mapNumbers > 0) {
			this.#map.addByte(comma);
		}

		this.#map.add(bytes, start, end);
		this.#mapNumbers++;
		return true;
	}
}

/** As `parseDecimal`, of less than ten bytes: a megabyte of short records has a hundred thousand of these. */
function parseShort(bytes: Uint8Array, start: number, end: number): number {
	let value = 0;
	for (let at = start; at < end; at++) {
		const digit = bytes[at]! - zero;
		if (digit < 0 || digit > 9) {
			return parseDecimal(bytes, start, end);
		}

		value = Math.imul(value, 10) + digit;
	}

	return start < end ? value : Number.NaN;
}

function indexOf(bytes: Uint8Array, byte: number, start: number, end: number): number {
	let at = start;
	while (at < end && bytes[at] !== byte) {
		at++;
	}

	return at;
}

function positionOf(bytes: Uint8Array, start: number, end: number): number {
	const candidates = keysByLength[end - start];
	if (candidates !== undefined) {
		for (const candidate of candidates) {
			if (startsWith(bytes, start, end, candidate.bytes)) {
				return candidate.position;
			}
		}
	}

	return -1;
}

function startsWith(bytes: Uint8Array, start: number, end: number, beginning: Uint8Array): boolean {
	if (end - start < beginning.length) {
		return false;
	}

	let at = 0;
	while (at < beginning.length && bytes[start + at] === beginning[at]) {
		at++;
	}

	return at === beginning.length;
}
