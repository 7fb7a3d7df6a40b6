import {BlockCollector, blockSize} from './block-collector.ts';
import {ByteBuffer} from './byte-buffer.ts';
import {isChecksumRight, sumBlock} from './checksum.ts';
import {
	blankEntry, flags, isHeaderOnly, typeOf,
} from './entry.ts';
import {Extensions, isExtension, maxExtensionSize} from './extensions.ts';
import {readHeaderBlock} from './header-block.ts';
import {SparseReader, type SparseState} from './sparse-reader.ts';
import {TarError} from './tar-error.ts';

type Step =
	| 'header'
	/** A block of zeros was read: a second one ends the tar. */
	| 'second-zeros'
	/** The body of a PAX header or of a GNU long name. */
	| 'extension'
	| 'extension-padding'
	| 'sparse-map';

const slash = 0x2F;

/**
Reads the headers of one entry after another, with the rules of Go's archive/tar, from chunks of any size. It stops in front of an
entry's content, which is the caller's to take or to skip. Formats: https://www.gnu.org/software/tar/manual/html_node/Standard.html
*/
export class EntryHeaders {
	readonly entry = blankEntry();
	/** 'complete': `entry` is filled; 'finished': the tar has ended. */
	state: 'reading' | 'complete' | 'finished' = 'reading';
	isSparse = false;
	/** Bytes from the start of the tar to the next one that is wanted. */
	position = 0;
	readonly sparse: SparseReader;
	readonly #blocks = new BlockCollector();
	readonly #extensions = new Extensions();
	readonly #strings = {name: new ByteBuffer(), target: new ByteBuffer()};
	#step: Step = 'header';
	#padding = 0;
	/** Where the headers of the entry start; -1 before the first. */
	#start = -1;
	/** Where the block starts that was read last: a header, or a part of a sparse file's map. */
	#block = 0;

	/** The regions of sparse files are kept only where they are asked for. */
	constructor(options: {readonly keepRegions: boolean}) {
		this.sparse = new SparseReader(options.keepRegions);
	}

	/** Starts the next entry, behind the content of the one before. */
	next(): void {
		this.state = 'reading';
		this.#step = 'header';
		this.#start = -1;
		this.#extensions.clear();
	}

	/** Takes bytes of a chunk from a position on, until an entry is complete or the tar finished, and gives the position behind them. */
	feed(chunk: Uint8Array, from: number): number {
		let at = from;
		while (at < chunk.length && this.state === 'reading') {
			at += this.#take(chunk, at);
		}

		return at;
	}

	/** To be called where no more bytes come: throws where that is inside of a header. */
	end(): void {
		const isInside = this.#step === 'extension' || this.#step === 'sparse-map' || this.#blocks.pending > 0;
		if (this.state === 'reading' && isInside) {
			throw new TarError('The tar ends inside of a header', this.position);
		}
	}

	#take(chunk: Uint8Array, at: number): number {
		if (this.#step === 'extension') {
			return this.#takeExtension(chunk, at);
		}

		if (this.#step === 'extension-padding') {
			const skipped = Math.min(this.#padding, chunk.length - at);
			this.position += skipped;
			this.#padding -= skipped;
			this.#step = this.#padding === 0 ? 'header' : this.#step;
			return skipped;
		}

		const taken = this.#blocks.take(chunk, at);
		this.position += taken;
		if (this.#blocks.pending === 0) {
			this.#onBlock();
		}

		return taken;
	}

	#takeExtension(chunk: Uint8Array, at: number): number {
		const taken = this.#extensions.take(chunk, at);
		this.position += taken;
		if (this.#extensions.left === 0) {
			this.#finishExtension();
		}

		return taken;
	}

	#onBlock(): void {
		const {bytes, start, words, word} = this.#blocks;
		this.#block = this.position - blockSize;
		if (this.#step === 'sparse-map') {
			this.#onSparseState(this.sparse.add(this.entry, bytes, start));
			return;
		}

		const sum = sumBlock(words, word);
		if (this.#step === 'second-zeros') {
			this.#check(sum === 0, 'A block of zeros is followed by something else');
			this.state = 'finished';
		} else if (sum === 0) {
			this.#step = 'second-zeros';
		} else {
			this.#check(isChecksumRight(bytes, start, sum), 'The checksum of a header is wrong');
			this.#onHeader(bytes, start);
		}
	}

	#onHeader(bytes: Uint8Array, at: number): void {
		const {entry} = this;
		this.#start = this.#start === -1 ? this.#block : this.#start;
		this.#check(readHeaderBlock(bytes, at, entry, this.#strings), 'A number in a header can\'t be read');
		this.#check(entry.size >= 0 || isHeaderOnly(entry.typeflag), 'The size in a header is negative');
		if (isExtension(entry.typeflag)) {
			this.#startExtension();
		} else {
			this.#onEntryHeader(bytes, at);
		}
	}

	#startExtension(): void {
		const {typeflag, size} = this.entry;
		this.#check(size <= maxExtensionSize, 'A PAX header or a GNU long name is longer than 1 MiB');
		this.#extensions.start(typeflag, size);
		this.#padding = paddingOf(size);
		this.#step = 'extension';
		if (size === 0) {
			this.#finishExtension();
		}
	}

	#finishExtension(): void {
		this.#check(this.#extensions.finish(), 'A PAX record can\'t be read');
		this.#step = this.#padding > 0 ? 'extension-padding' : 'header';
		if (this.entry.typeflag === flags.paxGlobal) {
			// A global header belongs to no entry, and what came before it to none either.
			this.#start = -1;
		}
	}

	#onEntryHeader(bytes: Uint8Array, at: number): void {
		const {entry} = this;
		this.#check(this.#extensions.apply(entry), 'A number in a PAX record can\'t be read');
		if (entry.typeflag === flags.oldFile) {
			entry.typeflag = entry.name.at(-1) === slash ? flags.directory : flags.file;
		}

		if (isHeaderOnly(entry.typeflag)) {
			entry.size = 0;
		}

		this.#check(entry.size >= 0 && entry.size <= Number.MAX_SAFE_INTEGER - this.position, 'The size of an entry is out of range');
		entry.storedSize = entry.size;
		entry.type = typeOf(entry.typeflag);
		entry.offset = this.#start;
		this.#onSparseState(this.sparse.start(entry, bytes, at, this.#extensions.pax));
	}

	#onSparseState(state: SparseState): void {
		this.#check(state !== 'wrong', 'The map of a sparse file can\'t be read');
		if (state === 'more') {
			this.#step = 'sparse-map';
			return;
		}

		this.isSparse = state === 'whole';
		this.entry.dataOffset = this.position;
		this.state = 'complete';
	}

	#check(isRight: boolean, message: string): void {
		if (!isRight) {
			throw new TarError(message, this.#block);
		}
	}
}

/** Bytes from the end of a content to the next block. */
export function paddingOf(size: number): number {
	return (blockSize - (size % blockSize)) % blockSize;
}
