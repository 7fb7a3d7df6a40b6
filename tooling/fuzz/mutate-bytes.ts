import {joinBytes} from '../../source/tar/join-bytes.ts';
import type {Random} from './random.ts';

/** Bytes with a few changes: bits turned, bytes set to the ends of their range, stretches cut out, doubled, or put elsewhere, the end cut off. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
	let mutated = Uint8Array.from(bytes) as Uint8Array;
	for (let change = 1 + random.below(4); change > 0 && mutated.length > 0; change--) {
		mutated = changeOf(mutated, random);
	}

	return mutated;
}

function changeOf(bytes: Uint8Array, random: Random): Uint8Array {
	// Formats begin with what matters.
	const place = random.below(random.once(2) ? Math.min(bytes.length, 64) : bytes.length);
	const length = 1 + random.below(Math.min(bytes.length - place, random.pick([4, 64, 4096])));
	switch (random.below(6)) {
		case 0: {
			return bytes.slice(0, place);
		}

		case 1: {
			return joinBytes([bytes.subarray(0, place), bytes.subarray(place + length)]);
		}

		case 2: {
			return joinBytes([bytes.subarray(0, place + length), bytes.subarray(place)]);
		}

		case 3: {
			const to = random.below(bytes.length);
			return joinBytes([bytes.subarray(0, to), bytes.subarray(place, place + length), bytes.subarray(to)]);
		}

		case 4: {
			bytes[place] = random.pick([0, 1, 0x7F, 0x80, 0xFF, 0x20, 0x0A, random.below(256)]);
			return bytes;
		}

		default: {
			bytes[place]! ^= 1 << random.below(8);
			return bytes;
		}
	}
}
