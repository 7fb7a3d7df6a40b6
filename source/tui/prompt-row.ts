import type {Prompt, State} from '../app/state.ts';
import {escapeText, ownText} from '../text/escape.ts';
import {textWidth} from '../text/width.ts';
import type {Look} from './look.ts';
import {
	gap, split, type Span, type Styled,
} from './styled.ts';

const titles: Readonly<Record<Prompt['purpose'], string>> = {
	filter: 'filter', search: 'search', extract: 'write to file', images: 'filter', pull: 'pull', save: 'save to file', load: 'load from file', tag: 'new tag', find: 'search for',
};

/** The last columns of what is typed, so that its end is always seen. */
function tail(text: string, width: number): ReturnType<typeof ownText> {
	const characters = [...text];
	let shown = escapeText(text);
	while (textWidth(shown) > width && characters.length > 0) {
		characters.shift();
		shown = escapeText(characters.join(''));
	}

	return shown;
}

/** The line that is being typed, in the place of the last line; `undefined` when none is. */
export function promptRow(state: State, look: Look): Styled | undefined {
	const {prompt, size: {columns}} = state;
	if (prompt === undefined) {
		return undefined;
	}

	if (prompt.isConfirming) {
		const question: readonly Span[] = [gap(1), [tail(prompt.text, Math.max(8, columns - 46)), 'bright'], [ownText(' is there already.  ')]];
		return split(question, [[ownText('y'), 'key'], [ownText(' overwrite it  '), 'quiet'], [ownText('n'), 'key'], [ownText(' leave it '), 'quiet']], columns, look);
	}

	const title = prompt.isRegularExpression ? 'expression' : titles[prompt.purpose];
	const isPull = prompt.purpose === 'pull';
	const isExpression = prompt.purpose === 'filter' || prompt.purpose === 'search';
	const help: readonly Span[] = prompt.problem === undefined
		? (columns < 72
			? []
			: [[ownText('  Enter'), 'key'],
				[ownText(' take it'), 'quiet'],
				[ownText('  Esc'), 'key'],
				[ownText(' leave'), 'quiet'],
				...(isExpression ? [[ownText('  Tab'), 'key'], [ownText(prompt.isRegularExpression ? ' plain text' : ' expression'), 'quiet']] as const : []),
				...(isPull ? [[ownText('  Tab'), 'key'], [ownText(' its tags'), 'quiet']] as const : []),
				gap(1)])
		: [[ownText(columns < 60 ? '  not valid yet ' : '  not a regular expression yet '), 'bad']];
	const room = columns - title.length - 6 - help.reduce((sum, [text]) => sum + text.length, 0);
	return split([gap(1), [ownText(`${title}: `), 'quiet'], [tail(prompt.text, room)], [ownText(' '), 'selected']], help, columns, look);
}
