import type {Lifetimes} from '../image/lifetimes.ts';
import {NodeAnswers} from '../image/node-answers.ts';

const decoder = new TextDecoder();

/** Finds the nodes whose names pass a test of their text. */
export function findByTexts(lifetimes: Lifetimes, test: (text: string) => boolean): NodeAnswers {
	return new NodeAnswers(lifetimes.nodeCount, (start, end, found) => {
		const textOf = textsOf(lifetimes, start, end);
		for (let node = start; node < end; node++) {
			found[node] = test(textOf(node)) ? 1 : 0;
		}
	});
}

/** The names of nodes side by side, cut out of one text where each byte of theirs is one character of it: to decode each takes much longer. */
function textsOf({names, nameStarts}: Lifetimes, start: number, end: number): (node: number) => string {
	const first = nameStarts[start]!;
	const last = nameStarts[end]!;
	const all = decoder.decode(names.subarray(first, last));
	return all.length === last - first
		? node => all.slice(nameStarts[node]! - first, nameStarts[node + 1]! - first)
		: node => decoder.decode(names.subarray(nameStarts[node], nameStarts[node + 1]));
}
