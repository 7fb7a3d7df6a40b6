import {screenRows} from '../app/layout.ts';
import {wrapped} from '../app/lines.ts';
import type {Screen, State} from '../app/state.ts';
import {messageOf} from '../errors.ts';
import {ownText} from '../text/escape.ts';
import {textRow} from './details-pane.ts';
import type {Look} from './look.ts';
import {rule} from './rule.ts';
import {row, type Styled} from './styled.ts';

/** What lies below an error: the causes, one after the other. */
function causes(error: Error): readonly string[] {
	const texts: string[] = [];
	for (let {cause} = error; cause !== undefined && texts.length < 8; cause = cause instanceof Error ? cause.cause : undefined) {
		texts.push(messageOf(cause));
	}

	return texts;
}

/** One sentence of what, and one of what to do; on demand also why. */
export function errorScreenRows(state: State, {error, hasDetails}: Extract<Screen, {kind: 'error'}>, look: Look): readonly Styled[] {
	const {columns} = state.size;
	const height = screenRows(state.size);
	const width = columns - 2;
	const why = causes(error);
	const lines = [
		...wrapped('', width),
		...wrapped(error.message, width, 'bad'),
		...(error.advice === undefined ? [] : wrapped(error.advice, width)),
		...(hasDetails ? ['', ...(why.length === 0 ? ['No more is known.'] : why)].flatMap(text => wrapped(text, width, 'quiet')) : []),
	].slice(0, height);
	return [
		rule([[ownText('This did not work'), 'bright']], [], columns, look),
		...lines.map(line => textRow(line, columns, look)),
		...Array.from({length: height - lines.length}, () => row([], columns, look)),
	];
}
