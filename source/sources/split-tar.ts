import {LayerscopeError} from '../errors.ts';
import {createTarReader} from '../tar/tar-reader.ts';
import type {ArchiveEntry} from './archive-stream.ts';
import {collectInto, type OuterEntry} from './outer-tar.ts';

const noBytes = new Uint8Array(0);

/**
Splits a stream of a tar into its files, each with its bytes as they come. A file's body can be read until the next one is asked for.
Throws a `LayerscopeError` where the tar is damaged or ends in the middle, after what came before was given.
*/
export async function * splitTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ArchiveEntry, void> {
	const tar = new TarStream(chunks);
	try {
		for (;;) {
			const entry = await tar.next();
			if (!entry) {
				return;
			}

			yield {
				name: entry.name, type: entry.type, target: entry.target === undefined ? undefined : `/${entry.target}`, size: entry.size, body: tar.body(entry),
			};
		}
	} finally {
		await tar.close();
	}
}

class TarStream {
	readonly #source: AsyncIterator<Uint8Array>;
	readonly #found: OuterEntry[] = [];
	readonly #reader = createTarReader(collectInto(this.#found));
	#chunk: Uint8Array = noBytes;
	/** Where the chunk begins in the tar. */
	#start = 0;
	#failure: Error | undefined;
	#isEnded = false;

	constructor(chunks: AsyncIterable<Uint8Array>) {
		this.#source = chunks[Symbol.asyncIterator]();
	}

	/** The next file, or `undefined` at the end. */
	async next(): Promise<OuterEntry | undefined> {
		while (this.#found.length === 0) {
			if (this.#failure !== undefined) {
				throw this.#failure;
			}

			if (this.#isEnded) {
				return undefined;
			}

			await this.#advance();
		}

		return this.#found.shift();
	}

	async * body({start, size}: OuterEntry): AsyncGenerator<Uint8Array, void> {
		const end = start + size;
		for (let position = start; position < end;) {
			const available = this.#start + this.#chunk.length;
			if (position < available) {
				const part = this.#chunk.subarray(position - this.#start, end - this.#start);
				position += part.length;
				yield part;
			} else if (this.#isEnded) {
				throw this.#failure ?? new LayerscopeError('unreadable', 'The archive ends in the middle.');
			} else {
				await this.#advance();
			}
		}
	}

	async close(): Promise<void> {
		await this.#source.return?.();
	}

	async #advance(): Promise<void> {
		const next = await this.#source.next();
		try {
			if (next.done) {
				this.#isEnded = true;
				this.#reader.end();
				return;
			}

			this.#start += this.#chunk.length;
			this.#chunk = next.value;
			if (this.#failure === undefined) {
				this.#reader.write(next.value);
			}
		} catch (error) {
			this.#failure = error as Error;
		}
	}
}
