import {screenRows} from '../app/layout.ts';
import type {State} from '../app/state.ts';
import {unpackingText} from '../app/unpacking-text.ts';
import {ownText} from '../text/escape.ts';
import {textRow} from './details-pane.ts';
import type {Look} from './look.ts';
import {rule} from './rule.ts';
import {row, type Styled} from './styled.ts';

/** Before far more is unpacked than is stored: what it is, and what that would mean. */
export function unpackingRows(state: State, look: Look): readonly Styled[] {
	const {columns} = state.size;
	const height = screenRows(state.size);
	const blank = row([], columns, look);
	const rows = [blank, ...unpackingText(state, columns - 2).map(line => textRow(line, columns, look))].slice(0, height);
	return [
		rule([[ownText('This unpacks to far more than it is stored as. Read all of it?'), 'bright']], [], columns, look),
		...rows,
		...Array.from({length: height - rows.length}, () => blank),
	];
}
