import {Buffer} from 'node:buffer';
import {GrowingBytes} from '../image/growing-bytes.ts';
import {withRoom} from '../image/room.ts';
import {paddingOf} from '../tar/entry-headers.ts';
import {
	createLineReader, wrongSplit, type Bytes, type Segment,
} from './split-line.ts';
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

// A segment holds what stands between two bodies: headers, the PAX records among them, and the end of the tar.
const longestLine = 64 * 1024 * 1024;
const newline = 0x0A;
const sumBytes = 8;

/**
Puts a tar together again from its tar-split, the format in which Docker and Podman keep the headers of a layer
(https://github.com/vbatts/tar-split): lines of JSON, type 2 being raw bytes of the tar, type 1 the body of a file that isn't there.
*/
export function createSplitReader(indexer: TarIndexer): SplitReader {
	const segments = createSegments(indexer);
	const read = createLineReader();
	const take = (bytes: Bytes, start: number, end: number) => {
		segments.add(read(bytes, start, end));
	};

	let rest = Buffer.alloc(0);
	let problem: {readonly error: unknown} | undefined;
	return {
		write(bytes) {
			if (problem !== undefined) {
				return;
			}

			try {
				rest = takeLines(rest, Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length), take);
			} catch (error) {
				problem = {error};
			}
		},
		finish() {
			if (problem !== undefined) {
				throw problem.error;
			}

			if (rest.length > 0) {
				throw wrongSplit('it ends in the middle of a line');
			}

			return segments.finish();
		},
	};
}

/** Gives the place of each whole line to `take`, the first with what was left over before it, and gives back a copy of what follows the last one. */
function takeLines(before: Bytes, bytes: Bytes, take: (bytes: Bytes, start: number, end: number) => void): Bytes {
	let start = 0;
	for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
		if (start === 0 && before.length > 0) {
			const line = Buffer.concat([before, bytes.subarray(0, end)]);
			take(line, 0, line.length);
		} else {
			take(bytes, start, end);
		}

		start = end + 1;
	}

	const rest = start === 0 ? Buffer.concat([before, bytes]) : Buffer.from(bytes.subarray(start));
	if (rest.length > longestLine) {
		throw wrongSplit('one of its lines is far too long');
	}

	return rest;
}

function createSegments(indexer: TarIndexer) {
	// No object for a body: there are millions, and a thread's heap is small.
	const bodies = {positions: new Float64Array(0), sums: new GrowingBytes(), count: 0};
	let count = 0;
	let length = 0;
	const addRaw = (bytes: Uint8Array) => {
		if (indexer.skippable() >= 512) {
			throw wrongSplit('the body of a file is missing');
		}

		indexer.write(bytes);
		length += bytes.length;
	};

	const addBody = (size: number, sum: Uint8Array) => {
		if (size === 0) {
			return;
		}

		if (indexer.skippable() !== size + paddingOf(size)) {
			throw wrongSplit('a body has another size than its header says');
		}

		if (sum.length !== sumBytes) {
			throw wrongSplit('a body has no checksum');
		}

		bodies.sums.add(sum);
		if (bodies.count === bodies.positions.length) {
			bodies.positions = withRoom(bodies.positions, bodies.count + 1);
		}

		bodies.positions[bodies.count++] = length;
		indexer.skip(size);
		length += size;
	};

	return {
		add({isBody, size, bytes, position}: Segment) {
			// Docker counts them, so that none can be missing unseen.
			if (position !== count++) {
				throw wrongSplit('its lines aren\'t in order');
			}

			if (isBody) {
				addBody(size, bytes);
			} else {
				addRaw(bytes);
			}
		},
		finish: (): BodyChecksums => ({positions: bodies.positions.slice(0, bodies.count), values: bodies.sums.finish()}),
	};
}
