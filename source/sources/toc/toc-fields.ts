import {Buffer} from 'node:buffer';
import {field, malformed, type JsonObject} from '../../image/json.ts';
import {ByteBuffer} from '../../tar/byte-buffer.ts';
import {encodeXattrs} from '../../tar/xattrs.ts';
import {TocError} from './toc-error.ts';

const encoder = new TextEncoder();
const noBytes = new Uint8Array(0);
const date = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** A whole number of an entry, 0 where it isn't there, as Go leaves those out. Throws a `LayerscopeError` for anything else. */
export function numberOf(entry: JsonObject, name: string, {least = 0}: {readonly least?: number} = {}): number {
	const value = field(entry, name) ?? 0;
	if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
		throw malformed(name, 'a whole number');
	}

	return value;
}

/** A text of an entry, empty where it isn't there. Throws a `LayerscopeError` for anything else. */
export function textOf(entry: JsonObject, name: string): string {
	const value = field(entry, name) ?? '';
	if (typeof value !== 'string') {
		throw malformed(name, 'a text');
	}

	return value;
}

/** A name as bytes. Throws a `TocError` where it can't be told: JSON has no way to write bytes that are no UTF-8, so writers put U+FFFD there. */
export function nameBytes(name: string): Uint8Array {
	if (name.includes('\uFFFD') || name.includes('\0') || !isWellFormed(name)) {
		throw new TocError(`it doesn't tell the bytes of the name ${JSON.stringify(name)}`);
	}

	return name === '' ? noBytes : encoder.encode(name);
}

function isWellFormed(text: string): boolean {
	return !/\p{Surrogate}/u.test(text);
}

/** A time in seconds since the epoch, with its fraction; 0 where none is given, as a tar without one has it. Throws a `LayerscopeError` where it is none. */
export function timeOf(entry: JsonObject): number {
	const text = textOf(entry, 'modtime');
	// Go's time that was never set, which its tar writer makes the beginning of the epoch.
	if (text === '' || text === '0001-01-01T00:00:00Z') {
		return 0;
	}

	const [, whole, fraction = '', zone] = date.exec(text) ?? [];
	const seconds = whole === undefined ? Number.NaN : Date.parse(`${whole}${zone}`) / 1000;
	if (Number.isNaN(seconds)) {
		throw malformed('modtime', 'a time');
	}

	// A double holds no more than microseconds, and a tar's times are cut off there too.
	return fraction === '' ? seconds : seconds + Number(fraction.slice(0, 7));
}

/** The extended attributes of an entry in the form of `encodeXattrs`. Throws a `LayerscopeError` where they aren't texts in base64. */
export function xattrsOf(entry: JsonObject): Uint8Array {
	const attributes = Object.entries(field(entry, 'xattrs') ?? {});
	if (attributes.length === 0) {
		return noBytes;
	}

	const bytes = new ByteBuffer();
	const positions: number[] = [];
	for (const [name, value] of attributes) {
		for (const part of [nameBytes(name), base64Bytes(value)]) {
			positions.push(bytes.length, bytes.length + part.length);
			bytes.add(part, 0, part.length);
		}
	}

	const encoded = new ByteBuffer();
	encodeXattrs(bytes.bytes, Int32Array.from(positions), encoded);
	return encoded.view();
}

function base64Bytes(value: unknown): Uint8Array {
	const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
	if (bytes?.toString('base64') !== value) {
		throw malformed('xattrs', 'texts in base64');
	}

	return bytes!;
}
