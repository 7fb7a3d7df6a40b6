import {rememberLast} from '../app/remember.ts';
import {topScreen} from '../app/screens.ts';
import {
	isPulling, jobsStatus, statusOf, type Status,
} from '../app/status.ts';
import type {State} from '../app/state.ts';
import {escapeText, ownText} from '../text/escape.ts';
import {clip} from '../text/width.ts';
import {barCell} from './cells.ts';
import {contextOf} from './context.ts';
import type {Binding} from './binding.ts';
import {bindingOf, hintsOf} from './keymap.ts';
import {keyLabel} from './key-label.ts';
import type {Look} from './look.ts';
import {
	gap, split, spansWidth, type Span, type Styled,
} from './styled.ts';

const barWidth = 8;
const percentWidth = 6;
// `reading 2 layers`, its bar and its percent: the keys beside it keep their places while the words change.
const statusWidth = 2 + 16 + 2 + barWidth + percentWidth + 1;

// Below this many columns the keys need the room of the bar.
const roomy = 72;
const narrow = 60;

/** The work that is told: the image that is read, else what goes on in the background. */
function workOf(state: State): Status | undefined {
	const screen = topScreen(state);
	const reading = state.place === 'images' || !isPulling(state) ? statusOf(state.session) : undefined;
	const isIdle = state.session.argument === undefined && state.place === 'images' && state.session.source === undefined;
	return (isIdle ? undefined : reading) ?? (screen?.kind === 'job' || screen?.kind === 'jobs' ? undefined : jobsStatus(state));
}

/** What is going on, or what was just said. */
function statusSpans(state: State, look: Look): readonly Span[] {
	const {notice, size: {columns}} = state;
	if (notice !== undefined) {
		return [gap(2), [clip(escapeText(notice.text), columns - 4, look.glyphs.ellipsis), ...(notice.isProblem ? ['bad'] as const : ['bright'] as const)], gap(1)];
	}

	// A pull has a screen of its own that says more.
	const status = workOf(state);
	if (status === undefined) {
		const isBroken = state.session.failure !== undefined && state.session.image !== undefined;
		return isBroken ? [gap(2), [ownText('not read to its end'), 'bad'], ...retryHint(state, look), gap(1)] : [];
	}

	const percent = status.share === undefined ? [] : [[ownText(`${Math.floor(status.share * 100)} %`.padStart(percentWidth))] as const];
	const bar = status.share === undefined || columns < roomy ? [] : [gap(2), barCell(status.share, barWidth, look, 'link')];
	const words = columns < narrow ? status.text.split(' ', 1)[0]! : status.text;
	const spans: readonly Span[] = [gap(2), [clip(escapeText(words), Math.floor(columns / 2), look.glyphs.ellipsis)], ...bar, ...percent, gap(1)];
	return columns < roomy ? spans : [gap(statusWidth - spansWidth(spans)), ...spans];
}

function hint({keys, hint: label = ''}: Binding, look: Look): readonly Span[] {
	return [gap(2), [ownText(keyLabel(keys[0]!, look)), 'key'], [ownText(` ${label}`), 'quiet']];
}

/** The key that reads the image again, where it does. */
function retryHint(state: State, look: Look): readonly Span[] {
	const binding = state.place === 'image' ? bindingOf(contextOf(state), 'r') : undefined;
	return binding?.message.type === 'retry' ? hint(binding, look) : [];
}

function isLast({message}: Binding): boolean {
	return message.type === 'quit' || (message.type === 'show' && message.screen === 'help');
}

/** The last line: keys for what is under the cursor, and at its right end what is going on. */
export const footer = rememberLast((state: State, look: Look): Styled => {
	const {columns} = state.size;
	const status = statusSpans(state, look);
	const hints = hintsOf(contextOf(state));
	// Help and the way out are there even where little else fits.
	const last = hints.filter(binding => isLast(binding)).flatMap(binding => columns < narrow ? hint({...binding, hint: binding.hint!.replace('all ', '')}, look) : hint(binding, look));
	const shown: Span[] = [];
	const room = columns - spansWidth(status) - spansWidth(last) + 1;
	for (const binding of hints.filter(binding => !isLast(binding))) {
		const next = hint(binding, look);
		if (spansWidth(shown) + spansWidth(next) > room) {
			break;
		}

		shown.push(...next);
	}

	// A long notice has the line for itself: the next key takes it away.
	const hinted = room < 1 ? [] : [...shown, ...last].slice(1);
	// The first hint starts in the second column, like everything else.
	return split([gap(1), ...hinted], status, columns, look);
}, (state, look) => [state.session, state.notice, state.size, state.place, state.desk.jobs, contextOf(state), look]);
