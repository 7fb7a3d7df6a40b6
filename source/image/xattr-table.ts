/** Sets of extended attributes, each distinct one kept once under a number; 0 is the empty set. */
export class XattrTable {
	/** Set `i` is `#bytes[#starts[i], #starts[i + 1])`. */
	#bytes = new Uint8Array(256);
	readonly #starts = [0, 0];
	/** By hash: the newest set with it; `#older` leads to the ones before. */
	readonly #newest = new Map<number, number>();
	readonly #older = [0];
	// Whoever makes an image must not be able to choose sets that all fall on one hash.
	readonly #seed = Math.floor(Math.random() * (2 ** 32));
	#last = 0;

	/** The bytes of all distinct sets together. */
	get length(): number {
		return this.#starts.at(-1)!;
	}

	/** The number of a set, which is copied if it is new. */
	numberOf(xattrs: Uint8Array): number {
		if (xattrs.length === 0) {
			return 0;
		}

		if (!this.#isSame(this.#last, xattrs)) {
			this.#last = this.#find(xattrs);
		}

		return this.#last;
	}

	/** Where each set starts and ends, and the bytes of all. */
	finish(): {readonly starts: Uint32Array; readonly bytes: Uint8Array} {
		return {starts: Uint32Array.from(this.#starts), bytes: this.#bytes.slice(0, this.length)};
	}

	#find(xattrs: Uint8Array): number {
		const hash = hashOf(xattrs, this.#seed);
		const newest = this.#newest.get(hash) ?? 0;
		for (let set = newest; set > 0; set = this.#older[set]!) {
			if (this.#isSame(set, xattrs)) {
				return set;
			}
		}

		this.#append(xattrs);
		const added = this.#older.push(newest) - 1;
		this.#newest.set(hash, added);
		return added;
	}

	#append(xattrs: Uint8Array): void {
		const start = this.length;
		const end = start + xattrs.length;
		if (end > this.#bytes.length) {
			const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
			larger.set(this.#bytes.subarray(0, start));
			this.#bytes = larger;
		}

		this.#bytes.set(xattrs, start);
		this.#starts.push(end);
	}

	#isSame(set: number, xattrs: Uint8Array): boolean {
		const start = this.#starts[set]!;
		const {length} = xattrs;
		if (this.#starts[set + 1]! - start !== length) {
			return false;
		}

		const bytes = this.#bytes;
		let at = 0;
		while (at < length && bytes[start + at] === xattrs[at]) {
			at++;
		}

		return at === length;
	}
}

function hashOf(bytes: Uint8Array, seed: number): number {
	let hash = seed;
	for (const byte of bytes) {
		hash = Math.imul(hash ^ byte, 0x85_EB_CA_6B);
		hash ^= hash >>> 15;
	}

	return hash;
}
