import type {FileHandle} from 'node:fs/promises';
import {readSync} from 'node:fs';
import type {ReadingLimits} from '../image/reading-limits.ts';
import type {FileRange, LayerResult} from './layer-task.ts';
import {createTarIndexer} from './tar-indexer.ts';

const smallestRead = 8 * 1024;
const firstRead = 16 * 1024;
const largestRead = 128 * 1024;
// Reading so much takes as long as asking the system once more.
const farJump = 64 * 1024;

/**
Indexes a plain tar in a seekable file by its headers, jumping over bodies. Reads little where files are large and headers stand far
from each other, and ever more where entries are small and lie close. Yields the bytes it has come to after each read.
*/
export function * hopLayer(file: FileHandle, range: FileRange, limits: ReadingLimits): Generator<number, LayerResult> {
	const indexer = createTarIndexer(limits, range.length);
	const buffer = new Uint8Array(largestRead);
	let position = 0;
	let size = firstRead;
	let isPastEnd = false;
	while (position < range.length && !isPastEnd) {
		// One more block than the tar needs shows whether something follows that doesn't belong there.
		isPastEnd = indexer.isDone();
		const read = readSync(file.fd, buffer, 0, Math.min(size, range.length - position), range.start + position);
		if (read === 0) {
			break;
		}

		indexer.write(buffer.subarray(0, read));
		position += read;
		const jump = Math.min(indexer.skippable(), range.length - position);
		size = jump > farJump ? Math.max(size / 2, smallestRead) : Math.min(size * 2, largestRead);
		if (jump > 0) {
			indexer.skip(jump);
			position += jump;
		}

		yield position;
	}

	indexer.end();
	return {
		...indexer.finish(), diffId: undefined, digest: undefined, compression: 'none', storedSize: range.length,
	};
}
