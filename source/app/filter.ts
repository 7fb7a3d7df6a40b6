import {findInNames, findInPaths} from '../image/find-names.ts';
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
type Found = {readonly text: string; readonly isPath: boolean; readonly nodes: Uint8Array};

const lastFound = new WeakMap<Lifetimes, Found>();

const ascii = /^[ -~]+$/;

/** By node, 1 where the text was found; `undefined` where only `test` can tell. */
function findNodes({text, isRegularExpression}: Filter, lifetimes: Lifetimes, test: (node: number) => boolean): Uint8Array | undefined {
	if (isRegularExpression || !ascii.test(text)) {
		return undefined;
	}

	const isPath = text.includes('/');
	const last = lastFound.get(lifetimes);
	const isLonger = last?.isPath === isPath && last.nodes.length === lifetimes.nodeCount && text.includes(last.text);
	const wanted = {bytes: new TextEncoder().encode(text), ignoresCase: !hasUpperCase(text)};
	const find = isPath ? findInPaths : findInNames;
	const nodes = find({
		lifetimes, wanted, among: isLonger ? last.nodes : undefined, test,
	});
	lastFound.set(lifetimes, {text, isPath, nodes});
	return nodes;
}

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
	const found = findNodes(filter, lifetimes, test);
	// An image that is being read gets more nodes.
	return found === undefined ? test : node => node < found.length ? found[node] === 1 : test(node);
}, ({text, isRegularExpression}, lifetimes) => [text, isRegularExpression, lifetimes]);
