import {isContainer} from '../app/layer-name.ts';
import {screenRows} from '../app/layout.ts';
import {textOf} from '../app/screen-text.ts';
import type {Screen, State} from '../app/state.ts';
import {ownText} from '../text/escape.ts';
import {textRow} from './details-pane.ts';
import type {Look} from './look.ts';
import {rule} from './rule.ts';
import {row, type Span, type Styled} from './styled.ts';

type TextScreen = Extract<Screen, {top: number}>;

function titleOf(state: State, screen: TextScreen): string {
	switch (screen.kind) {
		case 'details': {
			return isContainer(state.session, state.layer) ? 'Container layer' : `Layer ${state.layer}`;
		}

		case 'config': {
			return screen.isRaw ? 'Image config, raw JSON' : 'Image';
		}

		case 'help': {
			return 'Keys';
		}
	}
}

/** How far a text or list is scrolled, where it is longer than the screen. */
export function placeInfo(top: number, count: number, height: number): readonly Span[] {
	return count <= height ? [] : [[ownText(`${Math.min(count, top + 1)} to ${Math.min(count, top + height)} of ${count}`), 'quiet']];
}

/** A screen that is a text: its title rule and as many lines as fit. */
export function textScreenRows(state: State, screen: TextScreen, look: Look): readonly Styled[] {
	const {columns} = state.size;
	const lines = textOf(state, screen);
	const height = screenRows(state.size);
	const shown = lines.slice(screen.top, screen.top + height);
	return [
		rule([[ownText(titleOf(state, screen)), 'bright']], placeInfo(screen.top, lines.length, height), columns, look),
		...shown.map(line => textRow(line, columns, look)),
		...Array.from({length: height - shown.length}, () => row([], columns, look)),
	];
}
