import {ByteBuffer} from './byte-buffer.ts';
import {parseDecimal} from './decimal.ts';
import {type SparseMap} from './sparse-map.ts';

const newline = 0x0A;
const blockSize = 512;
/** More can't be listed in the length that a map may have. */
const maxRegions = 2 ** 19;

/** The map of sparse 1.0: lines in front of the content, the number of regions and then an offset and a length for each. It ends with the block of its last line. */
export class SparseText {
	readonly #text = new ByteBuffer();
	#lines = 0;
	/** How many lines there have to be; 1 until the first has been read. */
	#wanted = 1;

	/** Bytes taken so far. */
	get length(): number {
		return this.#text.length;
	}

	clear(): void {
		this.#text.clear();
		this.#lines = 0;
		this.#wanted = 1;
	}

	/** Adds the next block: whether the map is whole, or undefined where the number of regions is wrong. */
	addBlock(bytes: Uint8Array, start: number): boolean | undefined {
		this.#text.add(bytes, start, start + blockSize);
		for (let at = start; at < start + blockSize; at++) {
			this.#lines += bytes[at] === newline ? 1 : 0;
		}

		if (this.#wanted === 1 && this.#lines > 0) {
			const count = parseDecimal(this.#text.bytes, 0, this.#text.bytes.indexOf(newline));
			if (!(count >= 0 && count <= maxRegions)) {
				return undefined;
			}

			this.#wanted = 1 + (2 * count);
		}

		return this.#lines >= this.#wanted;
	}

	/** Adds the regions of a whole map; false where they are wrong. */
	readRegions(map: SparseMap): boolean {
		const {bytes} = this.#text;
		let at = bytes.indexOf(newline) + 1;
		for (let line = 1; line < this.#wanted; line += 2) {
			const offsetEnd = bytes.indexOf(newline, at);
			const lengthEnd = bytes.indexOf(newline, offsetEnd + 1);
			if (!map.add(parseDecimal(bytes, at, offsetEnd), parseDecimal(bytes, offsetEnd + 1, lengthEnd))) {
				return false;
			}

			at = lengthEnd + 1;
		}

		return true;
	}
}
