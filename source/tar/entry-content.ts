import {type TarEntry} from './entry.ts';
import {EntryHeaders} from './entry-headers.ts';
import {TarError} from './tar-error.ts';

export type ContentReader = {
	/** Bytes of the tar that hold nothing wanted and may be jumped over now instead of being written. */
	readonly skippable: number;
	/** Whether the content is complete: nothing more is wanted. */
	readonly done: boolean;
	/** The entry, once its headers have been read. */
	readonly entry: TarEntry | undefined;
	/**
	Takes the next bytes of the tar and gives the content in them piece by piece, each valid until the next one is asked for.
	Holes come as pieces of zeros, made when they are asked for. Throws a TarError where the tar can't be read.
	*/
	write(chunk: Uint8Array): Generator<Uint8Array, void>;
	/** The caller jumped over so many bytes of what is `skippable`. */
	skip(bytes: number): void;
	/** To be called where the tar has no more bytes. Throws a TarError where content is missing. */
	end(): void;
};

/**
Reads the content of one entry, sparse files with their holes, from the bytes of the tar from the entry's first header on
(`LayerIndex.offsets`). With `from`, the content from that byte on. Something without content has none.
*/
export function createContentReader(options: {readonly from?: number} = {}): ContentReader {
	return new Reader(options.from ?? 0);
}

/** Holes are given in pieces of this size at most. */
const zeros = new Uint8Array(2 ** 16);

class Reader implements ContentReader {
	readonly #headers = new EntryHeaders({keepRegions: true});
	#skippable = 0;
	/** Where in the content the next piece starts. */
	#position: number;
	/** Offset and length of each region with data, one behind the other, and the place of the current one. */
	#regions: readonly number[] = [];
	#region = 0;

	constructor(from: number) {
		this.#position = from;
	}

	get skippable(): number {
		return this.#skippable;
	}

	get entry(): TarEntry | undefined {
		return this.#headers.state === 'complete' ? this.#headers.entry : undefined;
	}

	get done(): boolean {
		return this.entry !== undefined && this.#position >= this.entry.size;
	}

	* write(chunk: Uint8Array): Generator<Uint8Array, void> {
		let at = this.#readHeaders(chunk);
		while (this.entry !== undefined && !this.done) {
			const hole = this.#holeLength(this.entry.size);
			if (hole > 0) {
				const length = Math.min(hole, zeros.length);
				this.#position += length;
				yield zeros.subarray(0, length);
				continue;
			}

			const passed = Math.min(this.#skippable, chunk.length - at);
			this.skip(passed);
			at += passed;
			if (at === chunk.length) {
				return;
			}

			const piece = chunk.subarray(at, at + this.#dataLength());
			at += piece.length;
			this.#headers.position += piece.length;
			this.#advance(piece.length);
			yield piece;
		}
	}

	skip(bytes: number): void {
		if (bytes > this.#skippable) {
			throw new RangeError(`Only ${this.#skippable} bytes can be skipped, not ${bytes}`);
		}

		this.#skippable -= bytes;
		this.#headers.position += bytes;
	}

	end(): void {
		this.#headers.end();
		if (!this.done) {
			throw new TarError(this.entry === undefined ? 'The tar ends before the entry' : 'The tar ends inside of a file', this.#headers.position);
		}
	}

	/** Gives where in the chunk the content starts. */
	#readHeaders(chunk: Uint8Array): number {
		if (this.#headers.state !== 'reading') {
			return 0;
		}

		const at = this.#headers.feed(chunk, 0);
		if (this.entry !== undefined) {
			this.#findRegions(this.entry);
		}

		return at;
	}

	/** Finds the region where the content that is wanted starts, and how much is stored before it. */
	#findRegions({size, storedSize, offset}: TarEntry): void {
		const {isSparse, sparse} = this.#headers;
		if (isSparse && sparse.map.dataSize !== storedSize) {
			throw new TarError('The map of a sparse file doesn\'t fit its content', offset);
		}

		this.#regions = isSparse ? sparse.map.regions : [0, size];
		while (this.#region < this.#regions.length && this.#regionEnd() <= this.#position) {
			this.#skippable += this.#regions[this.#region + 1]!;
			this.#region += 2;
		}

		if (this.#region < this.#regions.length) {
			this.#skippable += Math.max(0, this.#position - this.#regions[this.#region]!);
		}
	}

	#regionEnd(): number {
		return this.#regions[this.#region]! + this.#regions[this.#region + 1]!;
	}

	/** Zeros from here to the next region, or to the end of the file. */
	#holeLength(size: number): number {
		return (this.#regions[this.#region] ?? size) - this.#position;
	}

	#dataLength(): number {
		return this.#regionEnd() - this.#position;
	}

	#advance(length: number): void {
		this.#position += length;
		if (this.#position === this.#regionEnd()) {
			this.#region += 2;
		}
	}
}
