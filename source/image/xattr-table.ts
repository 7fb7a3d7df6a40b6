import {withRoom} from './room.ts';

// A table fuller than this is slow to search.
const fullest = 0.5;

/**
Sets of extended attributes, each distinct one kept once under a number; 0 is the empty set. All of it lies in typed arrays: a made-up
layer has millions of sets, and a thread's heap is small.
*/
export class XattrTable {
	/** The bytes of all distinct sets together. */
	length = 0;
	/** Set `i` is `#bytes[#starts[i], #starts[i + 1])`. */
	#bytes = new Uint8Array(256);
	#starts = new Uint32Array(64);
	#count = 1;
	/** Sets by their hash, each in the first place that was free from there on; 0 is a free place. */
	#places = new Uint32Array(64);
	// Whoever makes an image must not be able to choose sets that all fall on one hash.
	readonly #seed = Math.floor(Math.random() * (2 ** 32));
	#last = 0;

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
		return {starts: this.#starts.slice(0, this.#count + 1), bytes: this.#bytes.slice(0, this.length)};
	}

	#find(xattrs: Uint8Array): number {
		const place = this.#placeOf(xattrs);
		const found = this.#places[place]!;
		if (found !== 0) {
			return found;
		}

		const added = this.#append(xattrs);
		this.#places[place] = added;
		if (this.#count > this.#places.length * fullest) {
			this.#spread();
		}

		return added;
	}

	/** Where a set is, or would be. */
	#placeOf(xattrs: Uint8Array): number {
		const mask = this.#places.length - 1;
		let place = hashOf(xattrs, this.#seed) & mask;
		while (this.#places[place] !== 0 && !this.#isSame(this.#places[place]!, xattrs)) {
			place = (place + 1) & mask;
		}

		return place;
	}

	#spread(): void {
		this.#places = new Uint32Array(this.#places.length * 4);
		for (let set = 1; set < this.#count; set++) {
			this.#places[this.#placeOf(this.#bytes.subarray(this.#starts[set], this.#starts[set + 1]))] = set;
		}
	}

	#append(xattrs: Uint8Array): number {
		const end = this.length + xattrs.length;
		if (end > this.#bytes.length) {
			this.#bytes = withRoom(this.#bytes, end);
		}

		if (this.#count + 2 > this.#starts.length) {
			this.#starts = withRoom(this.#starts, this.#count + 2);
		}

		this.#bytes.set(xattrs, this.length);
		this.length = end;
		const added = this.#count++;
		this.#starts[added + 1] = end;
		return added;
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
