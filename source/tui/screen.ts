import {layoutOf, smallest} from '../app/layout.ts';
import {topScreen} from '../app/screens.ts';
import {isPulling} from '../app/status.ts';
import type {State} from '../app/state.ts';
import {ownText} from '../text/escape.ts';
import {imagesRows} from './desk/images-screen.ts';
import {jobRows} from './desk/job-screen.ts';
import {removalRows} from './desk/removal-screen.ts';
import {errorScreenRows} from './error-screen.ts';
import {explorerRows} from './explorer.ts';
import {footer} from './footer.ts';
import {header} from './header.ts';
import {listScreenRows} from './list-screens.ts';
import type {Look} from './look.ts';
import {promptRow} from './prompt-row.ts';
import {pullScreenRows} from './progress-rows.ts';
import {row, type Styled} from './styled.ts';
import {textScreenRows} from './text-screens.ts';
import {unpackingRows} from './unpacking-screen.ts';
import {viewerScreenRows} from './viewer-screen.ts';

/** What is there where no screen is open. */
function placeRows(state: State, look: Look): readonly Styled[] {
	return state.place === 'images' ? imagesRows(state, look) : (isPulling(state) ? pullScreenRows(state, look) : explorerRows(state, look));
}

function bodyRows(state: State, look: Look): readonly Styled[] {
	const screen = topScreen(state);
	switch (screen?.kind) {
		case undefined: {
			return placeRows(state, look);
		}

		case 'viewer': {
			return viewerScreenRows(state, screen.viewer, look);
		}

		case 'error': {
			return errorScreenRows(state, screen, look);
		}

		case 'job': {
			return jobRows(state, screen.job, look);
		}

		case 'remove': {
			return removalRows(state, screen, look);
		}

		case 'unpacking': {
			return unpackingRows(state, look);
		}

		case 'details':
		case 'config':
		case 'help': {
			return textScreenRows(state, screen, look);
		}

		case 'dead':
		case 'warnings':
		case 'picker':
		case 'compare':
		case 'jobs':
		case 'found':
		case 'tags':
		case 'platforms': {
			return listScreenRows(state, screen, look);
		}
	}
}

/** Every row of the terminal, from top to bottom. */
export function screenLines(state: State, look: Look): readonly Styled[] {
	const {columns, rows} = state.size;
	if (layoutOf(state.size, 0).kind === 'too-small') {
		const text = ownText(`too small: ${smallest.columns}${look.isAscii ? 'x' : '×'}${smallest.rows} at least`);
		return [row([[text]], columns, look), ...Array.from({length: rows - 1}, () => row([], columns, look))];
	}

	return [header(state, look), ...bodyRows(state, look), promptRow(state, look) ?? footer(state, look)];
}
