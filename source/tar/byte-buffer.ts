const viewed = 256;
/** Up to here a loop is quicker than a call. */
const shortLength = 64;

/** Bytes that are put together piece by piece; the room is used again after `clear`. */
export class ByteBuffer {
	bytes = new Uint8Array(viewed);
	length = 0;
	// A view for each short length, made once, so that a million names need no million objects.
	#views: Array<Uint8Array | undefined> = [];

	clear(): void {
		this.length = 0;
	}

	add(source: Uint8Array, start: number, end: number): void {
		this.#reserve(end - start);
		if (end - start > shortLength) {
			this.bytes.set(source.subarray(start, end), this.length);
		} else {
			for (let at = start, to = this.length; at < end; at++, to++) {
				this.bytes[to] = source[at]!;
			}
		}

		this.length += end - start;
	}

	/** Adds a short string that ends at a NUL or at the end of its field. */
	addString(source: Uint8Array, start: number, end: number): void {
		this.#reserve(end - start);
		const {bytes} = this;
		let to = this.length;
		for (let at = start; at < end && source[at] !== 0; at++) {
			bytes[to++] = source[at]!;
		}

		this.length = to;
	}

	addByte(byte: number): void {
		this.#reserve(1);
		this.bytes[this.length++] = byte;
	}

	/** What was added since `clear`; it stays valid until the next `clear` or `add`. */
	view(): Uint8Array {
		if (this.length >= viewed) {
			return this.bytes.subarray(0, this.length);
		}

		this.#views[this.length] ??= this.bytes.subarray(0, this.length);
		return this.#views[this.length]!;
	}

	#reserve(count: number): void {
		const needed = this.length + count;
		if (needed > this.bytes.length) {
			const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
			larger.set(this.bytes.subarray(0, this.length));
			this.bytes = larger;
			this.#views = [];
		}
	}
}
