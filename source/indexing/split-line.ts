import {Buffer} from 'node:buffer';
import {LayerscopeError} from '../errors.ts';
import {isObject} from '../image/json.ts';

// Searching and decoding are what Buffers do faster than anything else.
export type Bytes = ReturnType<typeof Buffer.alloc>;

/** A line of a tar-split: raw bytes of the tar, or the body of a file that isn't there. It is the same object each time, and so are its bytes. */
export type Segment = {
	isBody: boolean;
	/** Of a body, in bytes. */
	size: number;
	/** Raw bytes of the tar; of a body its checksum, which is empty where there is none. */
	bytes: Uint8Array;
	/** Its number. */
	position: number;
};

const rawStart = Buffer.from('{"type":2,"payload":"');
const bodyStart = Buffer.from('{"type":1,"name":');
const payloadName = Buffer.from(',"payload":"');
const sizeName = Buffer.from(',"size":');
const positionName = Buffer.from('","position":');
const brace = 0x7D;
const zero = 0x30;
// Parsed, JSON takes many times the memory of its text; what is longer is in the form that needs no parsing.
const longestParsed = 16 * 1024 * 1024;
// Eight bytes in base64.
const sumLength = 12;
const mostDigits = 15;

/** A reader for the lines of a tar-split. Throws a `LayerscopeError` for a line that is none. */
export function createLineReader(): (bytes: Bytes, start: number, end: number) => Segment {
	const segment: Segment = {
		isBody: false, size: 0, bytes: new Uint8Array(0), position: 0,
	};
	const decode = createDecoder();
	return (bytes, start, end) => {
		if (!readUsual(bytes, {start, end}, segment, decode)) {
			if (end - start > longestParsed) {
				throw wrongSplit('one of its lines is far too long');
			}

			readAny(bytes.toString('utf8', start, end), segment);
		}

		return segment;
	};
}

type Place = {readonly start: number; readonly end: number};
type Decode = (bytes: Bytes, start: number, end: number) => Uint8Array;

/** Decodes base64 into bytes that are used again at the next call: a buffer for each header would leave megabytes behind. */
function createDecoder(): Decode {
	let scratch = Buffer.alloc(64 * 1024);
	let decoded: Uint8Array = scratch;
	return (bytes, start, end) => {
		const most = Math.ceil((end - start) / 4) * 3;
		scratch = most > scratch.length ? Buffer.alloc(most) : scratch;
		const length = scratch.write(bytes.toString('latin1', start, end), 'base64');
		// Most are one header long.
		decoded = length === decoded.length && decoded.buffer === scratch.buffer ? decoded : new Uint8Array(scratch.buffer, scratch.byteOffset, length);
		return decoded;
	};
}

/** Nearly all lines are as Docker writes them, and needn't go through the JSON parser. What precedes the end of such a line stands in no text, where quotes are escaped. */
function readUsual(bytes: Bytes, {start, end}: Place, segment: Segment, decode: Decode): boolean {
	const isRaw = startsWith(bytes, start, rawStart);
	if (!(isRaw || startsWith(bytes, start, bodyStart)) || bytes[end - 1] !== brace) {
		return false;
	}

	const position = startOfDigits(bytes, end - 1);
	const payloadEnd = position - positionName.length;
	const payload = isRaw ? start + rawStart.length : payloadEnd - sumLength;
	if (payloadEnd < payload || !startsWith(bytes, payloadEnd, positionName)) {
		return false;
	}

	segment.isBody = !isRaw;
	segment.size = isRaw ? 0 : sizeBefore(bytes, payload);
	segment.position = numberAt(bytes, position, end - 1);
	if (Number.isNaN(segment.size + segment.position)) {
		return false;
	}

	segment.bytes = decode(bytes, payload, payloadEnd);
	return true;
}

/** The size of a body whose checksum stands at `payload`; NaN where there is none. */
function sizeBefore(bytes: Bytes, payload: number): number {
	const end = payload - payloadName.length;
	if (!startsWith(bytes, end, payloadName)) {
		return Number.NaN;
	}

	const size = startOfDigits(bytes, end);
	// A size of nothing isn't written.
	return size === end ? 0 : (startsWith(bytes, size - sizeName.length, sizeName) ? numberAt(bytes, size, end) : Number.NaN);
}

function startsWith(bytes: Bytes, start: number, wanted: Uint8Array): boolean {
	let place = 0;
	while (place < wanted.length && bytes[start + place] === wanted[place]) {
		place++;
	}

	return place === wanted.length;
}

function isDigit(byte: number | undefined): boolean {
	return byte !== undefined && byte >= zero && byte <= zero + 9;
}

function startOfDigits(bytes: Bytes, end: number): number {
	let start = end;
	while (isDigit(bytes[start - 1])) {
		start--;
	}

	return start;
}

function numberAt(bytes: Bytes, start: number, end: number): number {
	if (end === start || end - start > mostDigits) {
		return Number.NaN;
	}

	let value = 0;
	for (let place = start; place < end; place++) {
		value = (value * 10) + bytes[place]! - zero;
	}

	return value;
}

function readAny(line: string, segment: Segment): void {
	const {type, payload, size = 0, position} = parse(line);
	if (typeof position !== 'number' || typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
		throw wrongSplit('a line of it has no number where one belongs');
	}

	if (type !== 1 && !(type === 2 && (typeof payload === 'string' || payload === null || payload === undefined))) {
		throw wrongSplit('a line of it is of an unknown type');
	}

	segment.isBody = type === 1;
	segment.size = size;
	segment.bytes = Buffer.from(typeof payload === 'string' ? payload : '', 'base64');
	segment.position = position;
}

function parse(line: string): Record<string, unknown> {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch (error) {
		throw wrongSplit('it holds something else than JSON', error);
	}

	if (!isObject(value)) {
		throw wrongSplit('a line of it is no object');
	}

	return value;
}

/** Why a tar-split can't be used. */
export function wrongSplit(what: string, cause?: unknown): LayerscopeError {
	return new LayerscopeError('unreadable', `The tar-split can't be used: ${what}`, {cause});
}
