import {findInNames, findInPaths} from '../image/find-names.ts';
import {answerEach, type Answered, type NodeAnswers} from '../image/node-answers.ts';
import {nodeName, nodePath} from '../image/nodes.ts';
import type {Lifetimes} from '../image/lifetimes.ts';
import {findByTexts} from './name-texts.ts';
import {rememberLast} from './remember.ts';

/** What the user looks for. */
export type Filter = {
	readonly text: string;
	readonly isRegularExpression: boolean;
};

/** A test for one text, or the sentence that says what is wrong with the expression. */
export type Matcher = {readonly test: (text: string) => boolean; readonly find: RegExp} | {readonly problem: string};

function hasUpperCase(text: string): boolean {
	return /\p{Lu}/u.test(text);
}

/** Upper case in what is looked for makes case count, as in vim, less and ripgrep. */
export function matcherOf({text, isRegularExpression}: Filter): Matcher {
	const flags = hasUpperCase(text) ? 'gu' : 'giu';
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

/** What was found last in an image: a longer text can only be where the shorter one was. */
type Found = {readonly text: string; readonly isPath: boolean; readonly answered: Answered};

const lastFound = new WeakMap<Lifetimes, Found>();

const ascii = /^[ -~]+$/;

function findNodes({text, isRegularExpression}: Filter, lifetimes: Lifetimes, tests: Tests): NodeAnswers {
	const isPath = text.includes('/');
	if (isRegularExpression || !ascii.test(text)) {
		return isPath ? answerEach(lifetimes.nodeCount, tests.node) : findByTexts(lifetimes, tests.text);
	}

	const last = lastFound.get(lifetimes);
	const isLonger = last?.isPath === isPath && last.answered.found.length === lifetimes.nodeCount && text.includes(last.text);
	const wanted = {bytes: new TextEncoder().encode(text), ignoresCase: !hasUpperCase(text)};
	const find = isPath ? findInPaths : findInNames;
	const answers = find({
		lifetimes, wanted, among: isLonger ? last.answered : undefined, test: tests.node,
	});
	lastFound.set(lifetimes, {text, isPath, answered: answers.answered});
	return answers;
}

/** Whether a text, or that of a node, is what is looked for. */
type Tests = {readonly text: (text: string) => boolean; readonly node: (node: number) => boolean};

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
	const test = (node: number) => matcher.test(decoder.decode(textOf(lifetimes, node)));
	const {nodeCount} = lifetimes;
	const answers = findNodes(filter, lifetimes, {text: matcher.test, node: test});
	// An image that is being read gets more nodes.
	return node => node < nodeCount ? answers.has(node) : test(node);
}, ({text, isRegularExpression}, lifetimes) => [text, isRegularExpression, lifetimes]);
