import type {Lifetimes} from './lifetimes.ts';
import {
	foreignBit, isLetter, lettersOf, lettersOfName, lowerCase, nameLetters,
} from './name-letters.ts';
import {answeredAround, NodeAnswers, type Answered} from './node-answers.ts';

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
	/** Where the answer is known to be no, nothing needs to be looked for. */
	readonly among: Answered | undefined;
	readonly test: (node: number) => boolean;
};

/** Finds the nodes whose names have the text. */
export function findInNames({lifetimes, wanted, among, test}: Search): NodeAnswers {
	const needed = lettersOf(wanted.bytes);
	const letters = nameLetters(lifetimes);
	const fold = foldOf(wanted);
	// Its letter says all.
	const isCertain = wanted.ignoresCase && wanted.bytes.length === 1 && isLetter(wanted.bytes[0]!);
	return new NodeAnswers(lifetimes.nodeCount, (start, end, found) => {
		const before = among === undefined ? undefined : answeredAround(among, start);
		for (let node = start; node < end; node++) {
			if (before?.[node] === 0) {
				continue;
			}

			const has = lettersOfName(lifetimes, node, letters);
			if ((has & needed) === needed && (isCertain || hasText(lifetimes, node, wanted.bytes, fold))) {
				found[node] = 1;
			} else if (wanted.ignoresCase && (has & foreignBit) !== 0 && test(node)) {
				// Lower and upper case are no matter of single bytes there.
				found[node] = 1;
			}
		}
	});
}

function foldOf({ignoresCase}: WantedText): Uint8Array {
	return ignoresCase ? lowerCase : exact;
}

function hasText({names, nameStarts}: Lifetimes, node: number, bytes: Uint8Array, fold: Uint8Array): boolean {
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

/** Finds the nodes whose paths (`/a/b`) have the text, which has a `/`: what lies in a folder whose path has it has it too. */
export function findInPaths({lifetimes, wanted, among, test}: Search): NodeAnswers {
	const {nodeCount} = lifetimes;
	const parts = splitBySlash(wanted.bytes);
	const fold = foldOf(wanted);
	const foreign = wanted.ignoresCase ? foreignPaths(lifetimes) : undefined;
	const answers: NodeAnswers = new NodeAnswers(nodeCount, (start, end, found) => {
		const {parents} = lifetimes;
		const before = among === undefined ? undefined : answeredAround(among, start);
		// The root's own path is never looked for.
		for (let node = Math.max(start, 1); node < end; node++) {
			if (before?.[node] === 0) {
				continue;
			}

			// A parent's number is lower than its children's.
			if (answers.has(parents[node]!) || endsAt(lifetimes, node, parts, fold) || (foreign?.has(node) === true && test(node))) {
				found[node] = 1;
			}
		}
	});
	return answers;
}

/** The nodes whose paths have bytes that aren't ASCII. */
function foreignPaths(lifetimes: Lifetimes): NodeAnswers {
	const letters = nameLetters(lifetimes);
	const answers: NodeAnswers = new NodeAnswers(lifetimes.nodeCount, (start, end, found) => {
		const {parents} = lifetimes;
		for (let node = Math.max(start, 1); node < end; node++) {
			if ((lettersOfName(lifetimes, node, letters) & foreignBit) !== 0 || answers.has(parents[node]!)) {
				found[node] = 1;
			}
		}
	});
	return answers;
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
