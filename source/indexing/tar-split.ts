import {Buffer} from 'node:buffer';
import {LayerscopeError} from '../errors.ts';
import {paddingOf} from '../tar/entry-headers.ts';
import type {TarIndexer} from './tar-indexer.ts';

/** Checksums of the bodies that a tar lists and a tar-split left out, by where in the tar each body begins. */
export type BodyChecksums = {
	/** In bytes from the start of the tar, ascending. */
	readonly positions: Float64Array;
	/** Eight bytes for each body: its CRC-64 by ISO 3309, the highest byte first. */
	readonly values: Uint8Array;
};

/** Reads the lines of a tar-split into an indexer. */
export type SplitReader = {
	/** Takes the next bytes. Throws nothing: what was wrong comes out of `finish`. */
	readonly write: (bytes: Uint8Array) => void;
	/** Throws a `LayerscopeError` where the lines aren't exactly those of one tar. */
	readonly finish: () => BodyChecksums;
};

// Searching and decoding are what Buffers do faster than anything else.
type Lines = ReturnType<typeof Buffer.alloc>;

// A segment holds what stands between two bodies: headers, the PAX records among them, and the end of the tar.
const longestLine = 64 * 1024 * 1024;
const newline = 0x0A;
const rawStart = Buffer.from('{"type":2,"payload":"');
const quote = 0x22;

/**
Puts a tar together again from its tar-split, the format in which Docker and Podman keep the headers of a layer
(https://github.com/vbatts/tar-split): lines of JSON, type 2 being raw bytes of the tar, type 1 the body of a file that isn't there.
*/
export function createSplitReader(indexer: TarIndexer): SplitReader {
	const segments = createSegments(indexer);
	let rest = Buffer.alloc(0);
	let problem: unknown;
	return {
		write(bytes) {
			if (problem !== undefined) {
				return;
			}

			try {
				rest = takeLines(rest, Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length), segments.add);
			} catch (error) {
				problem = error;
			}
		},
		finish() {
			if (problem !== undefined) {
				throw problem instanceof LayerscopeError ? problem : wrong('it holds something else than JSON');
			}

			if (rest.length > 0) {
				throw wrong('it ends in the middle of a line');
			}

			return segments.finish();
		},
	};
}

/** Gives each whole line to `take`, the first with what was left over before it, and gives back a copy of what follows the last one. */
function takeLines(before: Lines, bytes: Lines, take: (line: Lines) => void): Lines {
	let start = 0;
	for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
		const line = bytes.subarray(start, end);
		take(start === 0 && before.length > 0 ? Buffer.concat([before, line]) : line);
		start = end + 1;
	}

	const rest = start === 0 ? Buffer.concat([before, bytes]) : Buffer.from(bytes.subarray(start));
	if (rest.length > longestLine) {
		throw wrong('one of its lines is far too long');
	}

	return rest;
}

let scratch = Buffer.alloc(64 * 1024);

/** Decodes base64 into bytes that are used again at the next call: a buffer for each header would leave megabytes behind. */
function decode(text: string): Uint8Array {
	const most = Math.ceil(text.length * 3 / 4);
	scratch = most > scratch.length ? Buffer.alloc(most) : scratch;
	return scratch.subarray(0, scratch.write(text, 'base64'));
}

function createSegments(indexer: TarIndexer) {
	const bodies: Array<{position: number; sum: Uint8Array}> = [];
	let count = 0;
	let length = 0;
	const addRaw = (payload: Uint8Array) => {
		if (indexer.skippable() >= 512) {
			throw wrong('the body of a file is missing');
		}

		indexer.write(payload);
		length += payload.length;
	};

	const addBody = (size: number, payload: unknown) => {
		if (size === 0) {
			return;
		}

		if (indexer.skippable() !== size + paddingOf(size)) {
			throw wrong('a body has another size than its header says');
		}

		bodies.push({position: length, sum: checksumOf(payload)});
		indexer.skip(size);
		length += size;
	};

	return {
		add(line: Lines) {
			const segment = parseSegment(line);
			// Docker counts them, so that none can be missing unseen.
			if (segment.position !== count++) {
				throw wrong('its lines aren\'t in order');
			}

			if (segment.type === 2) {
				addRaw(segment.raw);
			} else {
				addBody(segment.size, segment.payload);
			}
		},
		finish(): BodyChecksums {
			const values = new Uint8Array(bodies.length * 8);
			for (const [index, {sum}] of bodies.entries()) {
				values.set(sum, index * 8);
			}

			return {positions: Float64Array.from(bodies, ({position}) => position), values};
		},
	};
}

type Segment =
	| {readonly type: 2; readonly raw: Uint8Array; readonly position: number}
	| {readonly type: 1; readonly size: number; readonly payload: unknown; readonly position: number};

function parseSegment(line: Lines): Segment {
	return parseRaw(line) ?? parseAny(JSON.parse(line.toString()) as Record<string, unknown>);
}

// Most of a tar-split are lines of this form, which needn't go through the JSON parser.
function parseRaw(line: Lines): Segment | undefined {
	if (line.compare(rawStart, 0, rawStart.length, 0, Math.min(rawStart.length, line.length)) !== 0) {
		return undefined;
	}

	const end = line.indexOf(quote, rawStart.length);
	const [, position] = /^","position":(\d{1,15})}$/.exec(line.toString('latin1', end)) ?? [];
	return position === undefined ? undefined : {type: 2, raw: decode(line.toString('latin1', rawStart.length, end)), position: Number(position)};
}

function parseAny({type, payload, size = 0, position}: Record<string, unknown>): Segment {
	if (typeof position !== 'number' || typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
		throw wrong('a line of it has no number where one belongs');
	}

	if (type === 1) {
		return {
			type, size, payload, position,
		};
	}

	if (type === 2 && (typeof payload === 'string' || payload === null || payload === undefined)) {
		return {type, raw: Buffer.from(payload ?? '', 'base64'), position};
	}

	throw wrong('a line of it is of an unknown type');
}

function checksumOf(payload: unknown): Uint8Array {
	const sum = typeof payload === 'string' ? Buffer.from(payload, 'base64') : undefined;
	if (sum?.length !== 8) {
		throw wrong('a body has no checksum');
	}

	return sum;
}

function wrong(what: string): LayerscopeError {
	return new LayerscopeError('unreadable', `The tar-split can't be used: ${what}`);
}
