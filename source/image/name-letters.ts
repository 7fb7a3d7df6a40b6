import type {Lifetimes} from './lifetimes.ts';

/** The bit of names that have other bytes than ASCII. */
export const foreignBit = 1 << 30;

const lowerA = 0x61;
const lowerZ = 0x7A;
const upperA = 0x41;
const upperZ = 0x5A;
const caseBit = 0x20;

/** By byte, itself in lower case. */
export const lowerCase = Uint8Array.from({length: 256}, (_, byte) => byte >= upperA && byte <= upperZ ? byte | caseBit : byte);

// A bit for each letter whatever its case; other bytes share the four that are left.
const bits = Int32Array.from({length: 256}, (_, byte) => {
	const letter = lowerCase[byte]!;
	return byte > 0x7F ? foreignBit : (letter >= lowerA && letter <= lowerZ ? 1 << (letter - lowerA) : 1 << (26 + (byte & 3)));
});

/** Which letters some bytes have, as bits; whoever has not all bits of a text can't have the text. */
export function lettersOf(bytes: Uint8Array, start = 0, end = bytes.length): number {
	let letters = 0;
	for (let at = start; at < end; at++) {
		letters |= bits[bytes[at]!]!;
	}

	return letters;
}

/** Whether a byte has a bit that no other byte has, but for the other case of a letter. */
export function isLetter(byte: number): boolean {
	return lowerCase[byte]! >= lowerA && lowerCase[byte]! <= lowerZ;
}

const kept = new WeakMap<Lifetimes, Int32Array>();
const perTurn = 20_000;

/** By node, which letters its name has, as far as anybody asked; 0 where nobody did, since every name has some. Ask by `lettersOfName`. */
export function nameLetters(lifetimes: Lifetimes): Int32Array {
	let letters = kept.get(lifetimes);
	if (letters?.length !== lifetimes.nodeCount) {
		letters = new Int32Array(lifetimes.nodeCount);
		kept.set(lifetimes, letters);
	}

	return letters;
}

/** Which letters a node's name has, out of `nameLetters` or for it. */
export function lettersOfName({names, nameStarts}: Lifetimes, node: number, letters: Int32Array): number {
	const known = letters[node]!;
	if (known !== 0) {
		return known;
	}

	const made = lettersOf(names, nameStarts[node], nameStarts[node + 1]);
	letters[node] = made;
	return made;
}

/** Prepares the letters of an image that is merged, some nodes at a time; every turn may be followed by a pause. */
export function * prepareNameLetters(lifetimes: Lifetimes): Generator<void, void> {
	const letters = nameLetters(lifetimes);
	for (let node = 0; node < letters.length; node++) {
		lettersOfName(lifetimes, node, letters);
		if (node % perTurn === perTurn - 1) {
			yield;
		}
	}
}
