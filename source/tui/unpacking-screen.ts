import {screenRows} from '../app/layout.ts';
import {wrapped} from '../app/lines.ts';
import type {State} from '../app/state.ts';
import {unpackingText} from '../app/unpacking-text.ts';
import {ownText} from '../text/escape.ts';
import {textRow} from './details-pane.ts';
import type {Look} from './look.ts';
import {rule} from './rule.ts';
import {
	gap, row, type Span, type Styled,
} from './styled.ts';

/** Before far more is unpacked than is stored: what it is, and what that would mean. */
export function unpackingRows(state: State, look: Look): readonly Styled[] {
	const {columns} = state.size;
	const height = screenRows(state.size);
	const blank = row([], columns, look);
	const answers: readonly Span[] = [gap(1), [ownText('y'), 'key'], [ownText(' read all of it   ')], [ownText('n'), 'key'], [ownText(' look at the rest')]];
	const rows = [
		blank,
		...unpackingText(state, columns - 2).map(line => textRow(line, columns, look)),
		blank,
		row(answers, columns, look),
		blank,
		...wrapped('On the command line --unpack-all says yes beforehand.', columns - 2, 'quiet').map(line => textRow(line, columns, look)),
	].slice(0, height);
	return [
		rule([[ownText('This unpacks to far more than it is stored as. Read all of it?'), 'bright']], [], columns, look),
		...rows,
		...Array.from({length: height - rows.length}, () => blank),
	];
}
