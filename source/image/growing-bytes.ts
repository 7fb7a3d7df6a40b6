import {withRoom, withoutRoom} from './room.ts';

/** Bytes that grow as they come. */
export class GrowingBytes {
	/** Bytes added so far. */
	length = 0;
	#bytes: Uint8Array = new Uint8Array(0);

	/** Adds a copy of the bytes; `share` is how much of all that will come is there by now, where that is known. */
	add(bytes: Uint8Array, share?: number): void {
		const count = bytes.length;
		const end = this.length + count;
		if (end > this.#bytes.length) {
			this.#bytes = withRoom(this.#bytes, end, share && end / share);
		}

		const whole = this.#bytes;
		if (count < 64) {
			// A call costs more than so few bytes.
			for (let at = 0, to = this.length; at < count; at++, to++) {
				whole[to] = bytes[at]!;
			}
		} else {
			whole.set(bytes, this.length);
		}

		this.length = end;
	}

	/** All bytes, exactly as long; it can't grow any more. */
	finish(): Uint8Array {
		const whole = withoutRoom(this.#bytes, this.length);
		this.#bytes = new Uint8Array(0);
		return whole;
	}
}
