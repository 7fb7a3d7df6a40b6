import {joinBytes} from '../../source/tar/join-bytes.ts';
import {latin1} from '../../test/helpers/tar-bytes.ts';
import {mutateBytes} from './mutate-bytes.ts';
import type {Random} from './random.ts';
import {checksumOf, headersOf} from './tar-headers.ts';
import {
	names, numbers, pieceOf, types,
} from './tar-pieces.ts';

const blockSize = 512;
const size = [124, 12] as const;
const typeflag = [156, 1] as const;

/** The fields of a header: where each begins, and how long it is. The first form of sparse files has some of its own. */
const fields = [[0, 100], [100, 8], [108, 8], [116, 8], size, [136, 12], typeflag, [157, 100], [257, 8], [329, 8], [337, 8], [345, 155], [386, 24], [482, 1], [483, 12]] as const;

/** A tar with a few changes to its headers, whose checksums are right again; sometimes with changes to any of its bytes. */
export function mutateTar(tar: Uint8Array, random: Random): Uint8Array {
	let mutated = Uint8Array.from(tar) as Uint8Array;
	for (let change = 1 + random.below(5); change > 0; change--) {
		mutated = changeOf(mutated, random);
	}

	return random.once(12) ? mutateBytes(mutated, random) : mutated;
}

function changeOf(tar: Uint8Array, random: Random): Uint8Array {
	const headers = headersOf(tar);
	const somewhere = random.below(Math.floor(tar.length / blockSize) + 1) * blockSize;
	const at = headers.length === 0 || random.once(10) ? somewhere : random.pick(headers);
	switch (random.below(9)) {
		case 0: {
			return joinBytes([tar.subarray(0, at), pieceOf(random), tar.subarray(at)]);
		}

		case 1: {
			return joinBytes([tar.subarray(0, at), tar.subarray(at + blockSize)]);
		}

		case 2: {
			const other = headers.length === 0 ? 0 : random.pick(headers);
			return joinBytes([tar.subarray(0, at), tar.subarray(other, other + (blockSize * (1 + random.below(3)))), tar.subarray(at)]);
		}

		case 3: {
			return random.once(3) ? tar.slice(0, random.below(tar.length + 1)) : tar;
		}

		default: {
			return at + blockSize > tar.length ? tar : withField(tar, at, random);
		}
	}
}

function withField(tar: Uint8Array, at: number, random: Random): Uint8Array {
	const [place, length] = random.pick([...fields, size, typeflag]);
	if (random.once(3)) {
		tar[at + place + random.below(length)] = random.pick([0, 0x20, 0x2F, 0x30, 0x37, 0x80, 0xFF, random.below(256)]);
	} else {
		const text = length === 1 ? random.pick(types) : random.pick(names);
		const value = length > 1 && length < 30 ? random.pick(numbers) : latin1(text);
		tar.fill(0, at + place, at + place + length);
		tar.set(value.subarray(Math.max(0, value.length - length)), at + place);
	}

	tar.set(latin1(`${checksumOf(tar, at).toString(8).padStart(6, '0')}\0 `), at + 148);
	return tar;
}
