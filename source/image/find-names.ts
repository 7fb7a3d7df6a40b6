import type {Lifetimes} from './lifetimes.ts';
import {
	foreignBit, isLetter, lettersOf, lowerCase, nameLetters,
} from './name-letters.ts';

/** A text that is looked for in names or paths, as ASCII bytes. */
export type WantedText = {
	readonly bytes: Uint8Array;
	/** Then the bytes are in lower case. */
	readonly ignoresCase: boolean;
};

const slash = 0x2F;
const exact = Uint8Array.from({length: 256}, (_, byte) => byte);

/** Nodes are looked for by their names' bytes, without making a text of each; where names aren't ASCII, `test` has the last word. */
type Search = {
	readonly lifetimes: Lifetimes;
	readonly wanted: WantedText;
	/** By node: where it isn't 1 nothing needs to be looked for. */
	readonly among: Uint8Array | undefined;
	readonly test: (node: number) => boolean;
};

/** By node, 1 where its name has the text. */
export function findInNames({lifetimes, wanted, among, test}: Search): Uint8Array {
	const {nodeCount} = lifetimes;
	const found = new Uint8Array(nodeCount);
	const letters = nameLetters(lifetimes);
	const needed = lettersOf(wanted.bytes);
	// Its letter says all.
	const isCertain = wanted.ignoresCase && wanted.bytes.length === 1 && isLetter(wanted.bytes[0]!);
	for (let node = 0; node < nodeCount; node++) {
		if (among !== undefined && among[node] !== 1) {
			continue;
		}

		const has = letters[node]!;
		if ((has & needed) === needed && (isCertain || hasText(lifetimes, node, wanted))) {
			found[node] = 1;
		} else if (wanted.ignoresCase && (has & foreignBit) !== 0 && test(node)) {
			// Lower and upper case are no matter of single bytes there.
			found[node] = 1;
		}
	}

	return found;
}

function foldOf({ignoresCase}: WantedText): Uint8Array {
	return ignoresCase ? lowerCase : exact;
}

function hasText({names, nameStarts}: Lifetimes, node: number, wanted: WantedText): boolean {
	const {bytes} = wanted;
	const fold = foldOf(wanted);
	const last = nameStarts[node + 1]! - bytes.length;
	for (let at = nameStarts[node]!; at <= last; at++) {
		if (fold[names[at]!] === bytes[0] && hasAt(names, at, bytes, fold)) {
			return true;
		}
	}

	return false;
}

function hasAt(names: Uint8Array, start: number, bytes: Uint8Array, fold: Uint8Array): boolean {
	for (let at = 1; at < bytes.length; at++) {
		if (fold[names[start + at]!] !== bytes[at]) {
			return false;
		}
	}

	return true;
}

/** By node, 1 where its path (`/a/b`) has the text, which has a `/`: what lies in a folder whose path has it has it too. */
export function findInPaths({lifetimes, wanted, among, test}: Search): Uint8Array {
	const {nodeCount, parents} = lifetimes;
	const found = new Uint8Array(nodeCount);
	const parts = splitBySlash(wanted.bytes);
	const fold = foldOf(wanted);
	const foreign = wanted.ignoresCase ? foreignPaths(lifetimes) : undefined;
	// A parent's number is lower than its children's.
	for (let node = 1; node < nodeCount; node++) {
		if (among !== undefined && among[node] !== 1) {
			continue;
		}

		if (found[parents[node]!] === 1 || endsAt(lifetimes, node, parts, fold) || (foreign?.[node] === 1 && test(node))) {
			found[node] = 1;
		}
	}

	return found;
}

/** By node, 1 where its path has bytes that aren't ASCII; `undefined` where none has. */
function foreignPaths(lifetimes: Lifetimes): Uint8Array | undefined {
	const {nodeCount, parents} = lifetimes;
	const letters = nameLetters(lifetimes);
	if (!letters.some(bits => (bits & foreignBit) !== 0)) {
		return undefined;
	}

	const foreign = new Uint8Array(nodeCount);
	for (let node = 1; node < nodeCount; node++) {
		foreign[node] = foreign[parents[node]!]! | ((letters[node]! & foreignBit) === 0 ? 0 : 1);
	}

	return foreign;
}

function splitBySlash(bytes: Uint8Array): Uint8Array[] {
	const parts: Uint8Array[] = [];
	let start = 0;
	for (let end = bytes.indexOf(slash); end !== -1; end = bytes.indexOf(slash, start)) {
		parts.push(bytes.subarray(start, end));
		start = end + 1;
	}

	return [...parts, bytes.subarray(start)];
}

/** Whether a path has the parts with a `/` between them so that the last one begins the node's own name. */
function endsAt({names, nameStarts, parents}: Lifetimes, node: number, parts: readonly Uint8Array[], fold: Uint8Array): boolean {
	let at = node;
	for (let place = parts.length - 1; place >= 0; place--, at = parents[at]!) {
		const part = parts[place]!;
		if (at === -1) {
			return false;
		}

		const start = nameStarts[at]!;
		const end = nameStarts[at + 1]!;
		const from = place === 0 ? end - part.length : start;
		const isFitting = place === 0 || place === parts.length - 1 ? end - start >= part.length : end - start === part.length;
		if (!isFitting || !(part.length === 0 || (fold[names[from]!] === part[0] && hasAt(names, from, part, fold)))) {
			return false;
		}
	}

	return true;
}
