import {deepestIndent} from '../text/indentation.ts';

const opening = new Set(['{', '[']);
const closing = new Set(['}', ']']);

/** Indents JSON without parsing it, so that numbers, escapes and doubled keys stay as they were stored. */
export function indentJson(text: string): string {
	const tokens = text.match(/"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"]+/gs) ?? [];
	let depth = 0;
	let result = '';
	for (const [position, token] of tokens.entries()) {
		const before = tokens[position - 1];
		const isEmpty = before !== undefined && opening.has(before) && closing.has(token);
		depth -= closing.has(token) ? 1 : 0;
		const breaks = !isEmpty && (closing.has(token) || before === ',' || (before !== undefined && opening.has(before)));
		result += (breaks ? '\n' + '  '.repeat(Math.max(0, Math.min(depth, deepestIndent))) : '') + token + (token === ':' ? ' ' : '');
		depth += opening.has(token) ? 1 : 0;
	}

	return result;
}
