const smallestPage = 4096;
const largestPage = 2 ** 20;

/** Bytes that grow page by page, so that growing copies nothing and wastes less than a page. A piece never crosses pages. */
export class GrowingBytes {
	/** Bytes added so far. */
	length = 0;
	readonly #pages: Uint8Array[] = [];
	#page = new Uint8Array(0);
	#used = 0;

	/** Adds a copy of the bytes. */
	add(bytes: Uint8Array): void {
		const count = bytes.length;
		if (this.#used + count > this.#page.length) {
			this.#startPage(count);
		}

		const page = this.#page;
		let to = this.#used;
		if (count < 64) {
			// A call costs more than so few bytes.
			for (let at = 0; at < count; at++, to++) {
				page[to] = bytes[at]!;
			}
		} else {
			page.set(bytes, to);
		}

		this.#used += count;
		this.length += count;
	}

	/** All bytes in one piece, exactly as long; the pages are given up. */
	finish(): Uint8Array {
		const whole = new Uint8Array(this.length);
		this.#pages.push(this.#page.subarray(0, this.#used));
		let at = 0;
		for (const page of this.#pages) {
			whole.set(page, at);
			at += page.length;
		}

		this.#pages.length = 0;
		this.#page = new Uint8Array(0);
		return whole;
	}

	#startPage(needed: number): void {
		this.#pages.push(this.#page.subarray(0, this.#used));
		const size = Math.min(largestPage, Math.max(smallestPage, this.#page.length * 2));
		this.#page = new Uint8Array(Math.max(size, needed));
		this.#used = 0;
	}
}
