/**
The regions of a sparse file that hold data; what lies between them is zeros. Regions are checked as they come, and kept only for
who reads the content, so that a map of any length takes no memory while a layer is indexed.
*/
export class SparseMap {
	/** Offset and length of each region in the file, one behind the other; empty unless they are kept. */
	readonly regions: number[] = [];
	/** Bytes of all regions together. */
	dataSize = 0;
	readonly #isKept: boolean;
	#fileSize = 0;
	#end = 0;

	constructor(isKept: boolean) {
		this.#isKept = isKept;
	}

	/** Starts the map of a file of so many bytes, holes included. */
	start(fileSize: number): void {
		this.#fileSize = fileSize;
		this.#end = 0;
		this.dataSize = 0;
		this.regions.length = 0;
	}

	/** Adds a region; false where it isn't a number, overlaps, is out of order, or goes beyond the file. */
	add(offset: number, length: number): boolean {
		if (!(offset >= this.#end && length >= 0 && offset + length <= this.#fileSize)) {
			return false;
		}

		this.#end = offset + length;
		this.dataSize += length;
		if (this.#isKept && length > 0) {
			this.regions.push(offset, length);
		}

		return true;
	}
}
