import {nodeName, nodePath} from '../image/nodes.ts';
import type {Lifetimes} from '../image/lifetimes.ts';
import {rememberLast} from './remember.ts';

/** What the user looks for. */
export type Filter = {
	readonly text: string;
	readonly isRegularExpression: boolean;
};

/** A test for one text, or the sentence that says what is wrong with the expression. */
export type Matcher = {readonly test: (text: string) => boolean; readonly find: RegExp} | {readonly problem: string};

/** Upper case in what is looked for makes case count, as in vim, less and ripgrep. */
export function matcherOf({text, isRegularExpression}: Filter): Matcher {
	const flags = /\p{Lu}/u.test(text) ? 'gu' : 'giu';
	try {
		const find = new RegExp(isRegularExpression ? text : text.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`), flags);
		return {
			find,
			test(candidate) {
				find.lastIndex = 0;
				return find.test(candidate);
			},
		};
	} catch (error) {
		return {problem: error instanceof Error ? error.message : String(error)};
	}
}

const decoder = new TextDecoder();

/**
A test for the nodes of an image, by name, or by path where the text has a `/`; `undefined` where the expression is wrong.
The same function while filter and image are the same: the tree keeps what it found by it.
*/
export const nodeMatcher = rememberLast((filter: Filter, lifetimes: Lifetimes): ((node: number) => boolean) | undefined => {
	const matcher = matcherOf(filter);
	if ('problem' in matcher) {
		return undefined;
	}

	const textOf = filter.text.includes('/') ? nodePath : nodeName;
	return node => matcher.test(decoder.decode(textOf(lifetimes, node)));
});
