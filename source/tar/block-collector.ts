import {noBytes} from './entry.ts';

export const blockSize = 512;

/** Gives the blocks of 512 bytes that chunks of any size are made of: in place where a chunk holds a whole one, else put together. */
export class BlockCollector {
	/** Where the block is: `bytes` from `start` on, and the same as `words` from `word` on. */
	bytes: Uint8Array = new Uint8Array(blockSize);
	start = 0;
	words: Int32Array = new Int32Array(this.bytes.buffer);
	word = 0;
	/** Bytes of a block that isn't whole yet. */
	pending = 0;
	readonly #own = {bytes: this.bytes, words: this.words};
	#chunk: Uint8Array = noBytes;
	#chunkWords = this.words;
	#wordsStart = 0;

	/** Takes bytes of a chunk from a position on and gives how many; the block is whole when `pending` is 0 then. */
	take(chunk: Uint8Array, at: number): number {
		const available = chunk.length - at;
		if (this.pending === 0 && available >= blockSize && (chunk.byteOffset + at) % 4 === 0) {
			this.#useChunk(chunk, at);
			return blockSize;
		}

		const taken = Math.min(blockSize - this.pending, available);
		this.#own.bytes.set(chunk.subarray(at, at + taken), this.pending);
		this.pending = (this.pending + taken) % blockSize;
		this.bytes = this.#own.bytes;
		this.words = this.#own.words;
		this.start = 0;
		this.word = 0;
		return taken;
	}

	#useChunk(chunk: Uint8Array, at: number): void {
		if (chunk !== this.#chunk) {
			this.#chunk = chunk;
			this.#wordsStart = Math.ceil(chunk.byteOffset / 4) * 4;
			const count = Math.floor((chunk.byteOffset + chunk.length - this.#wordsStart) / 4);
			this.#chunkWords = new Int32Array(chunk.buffer, this.#wordsStart, count);
		}

		this.bytes = chunk;
		this.words = this.#chunkWords;
		this.start = at;
		this.word = (chunk.byteOffset + at - this.#wordsStart) / 4;
	}
}
