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

const known = new WeakMap<Lifetimes, Int32Array>();
const perTurn = 100_000;

/** By node, which letters its name has. */
export function nameLetters(lifetimes: Lifetimes): Int32Array {
	let letters = knownLetters(lifetimes);
	if (letters === undefined) {
		// What is prepared in turns is as well made at once.
		for (const _ of prepareNameLetters(lifetimes)) {
			// Nobody waits in between.
		}

		letters = known.get(lifetimes)!;
	}

	return letters;
}

function knownLetters(lifetimes: Lifetimes): Int32Array | undefined {
	const letters = known.get(lifetimes);
	return letters?.length === lifetimes.nodeCount ? letters : undefined;
}

/** Prepares the letters of an image that is merged, some nodes at a time; every turn may be followed by a pause. */
export function * prepareNameLetters(lifetimes: Lifetimes): Generator<void, void> {
	const {nodeCount, nameStarts, names} = lifetimes;
	const letters = new Int32Array(nodeCount);
	for (let node = 0; node < nodeCount; node++) {
		letters[node] = lettersOf(names, nameStarts[node], nameStarts[node + 1]);
		if (node % perTurn === perTurn - 1) {
			yield;
		}
	}

	known.set(lifetimes, letters);
}
