import {type TarEntry} from './entry.ts';
import {EntryHeaders, paddingOf} from './entry-headers.ts';
import {TarError} from './tar-error.ts';

export type TarReader = {
	/** Bytes that may be jumped over now instead of being written: the rest of an entry's content and its padding. */
	readonly skippable: number;
	/** Bytes written and skipped so far. */
	readonly position: number;
	/** Whether the blocks that end a tar were seen; whatever follows is of no account. */
	readonly finished: boolean;
	/** Where the blocks that end a tar end themselves, once they were seen. */
	readonly ending: number | undefined;
	readonly problem: TarError | undefined;
	/** Takes the next bytes of the tar. Throws a TarError where they can't be read, now and for every later chunk. */
	write(chunk: Uint8Array): void;
	/** To be called at the end of the tar. Throws a TarError where it ends too early; missing end blocks are no error. */
	end(): void;
	/** The caller jumped over so many bytes, all of which have to be there. */
	skip(bytes: number): void;
};

/**
Reads a tar from chunks of any size, or by jumping over contents where they can be sought, and calls back for each entry, which is
the same object each time. Accepts what Go's archive/tar accepts, since Docker, containerd and Podman read with it.
*/
export function createTarReader(onEntry: (entry: TarEntry) => void): TarReader {
	return new Reader(onEntry);
}

class Reader implements TarReader {
	readonly #headers = new EntryHeaders({keepRegions: false});
	readonly #onEntry: (entry: TarEntry) => void;
	#skippable = 0;
	#padding = 0;
	#ending: number | undefined;
	#problem: TarError | undefined;

	constructor(onEntry: (entry: TarEntry) => void) {
		this.#onEntry = onEntry;
	}

	get skippable(): number {
		return this.#skippable;
	}

	get position(): number {
		return this.#headers.position;
	}

	get finished(): boolean {
		return this.#headers.state === 'finished';
	}

	get ending(): number | undefined {
		return this.#ending;
	}

	get problem(): TarError | undefined {
		return this.#problem;
	}

	write(chunk: Uint8Array): void {
		this.#guard(() => {
			this.#read(chunk);
		});
	}

	end(): void {
		this.#guard(() => {
			if (this.#skippable > this.#padding) {
				throw new TarError('The tar ends inside of a file', this.position);
			}

			this.#headers.end();
		});
	}

	skip(bytes: number): void {
		if (bytes > this.#skippable) {
			throw new RangeError(`Only ${this.#skippable} bytes can be skipped, not ${bytes}`);
		}

		this.#skippable -= bytes;
		this.#headers.position += bytes;
	}

	#read(chunk: Uint8Array): void {
		const headers = this.#headers;
		let at = 0;
		while (at < chunk.length) {
			if (this.#skippable > 0 || headers.state === 'finished') {
				const passed = headers.state === 'finished' ? chunk.length - at : Math.min(this.#skippable, chunk.length - at);
				this.#skippable -= passed;
				headers.position += passed;
				at += passed;
			} else {
				at = headers.feed(chunk, at);
				if (this.finished) {
					this.#ending = headers.position;
				} else if (headers.state === 'complete') {
					this.#onEntry(headers.entry);
					this.#startContent(headers.entry.storedSize);
				}
			}
		}
	}

	#startContent(size: number): void {
		this.#padding = paddingOf(size);
		this.#skippable = size + this.#padding;
		this.#headers.next();
	}

	/** Keeps the first problem, since nothing behind it means anything. */
	#guard(read: () => void): void {
		if (this.#problem !== undefined) {
			throw this.#problem;
		}

		try {
			read();
		} catch (error: unknown) {
			this.#problem = error instanceof TarError ? error : undefined;
			throw error;
		}
	}
}
