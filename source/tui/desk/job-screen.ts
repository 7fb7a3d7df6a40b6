import {jobCommand, jobSubject, type Job} from '../../app/desk/job.ts';
import {jobOf} from '../../app/desk/update-jobs.ts';
import {screenRows} from '../../app/layout.ts';
import {wrapped} from '../../app/lines.ts';
import type {State} from '../../app/state.ts';
import type {TextLine} from '../../app/text-line.ts';
import {bytesDone} from '../../progress/amounts.ts';
import {
	escapeText, joinText, ownText, type SafeText,
} from '../../text/escape.ts';
import {formatBytes} from '../../text/format.ts';
import {textRow} from '../details-pane.ts';
import type {Look} from '../look.ts';
import {progressRows} from '../progress-rows.ts';
import {rule} from '../rule.ts';
import {gap, row, type Styled} from '../styled.ts';

const doing = {pull: 'Pulling', save: 'Saving', load: 'Loading'} as const;
const done = {pull: 'Pulled', save: 'Saved', load: 'Loaded'} as const;

function title({wish, state}: Job): SafeText {
	const platform = wish.kind === 'pull' && wish.platform !== undefined ? ` for ${wish.platform}` : '';
	const target = wish.kind === 'save' ? ` to ${wish.file}` : '';
	return joinText([ownText(`${state === 'done' ? done[wish.kind] : doing[wish.kind]} `), escapeText(jobSubject(wish) + platform + target)]);
}

/** What came of a job, in words. */
function outcome({state, wish, error, loaded, progress}: Job, width: number): readonly TextLine[] {
	switch (state) {
		case 'running': {
			return [];
		}

		case 'done': {
			const bytes = progress === undefined ? '' : `, ${formatBytes(bytesDone(progress))}`;
			return wrapped(wish.kind === 'load' ? `Loaded: ${loaded.join(', ')}` : `Done${bytes}.`, width, 'good');
		}

		case 'cancelled': {
			return wrapped('Cancelled: it did not finish.', width, 'bad');
		}

		case 'failed': {
			return [...wrapped(error?.message ?? '', width, 'bad'), ...wrapped(error?.advice ?? '', width)];
		}
	}
}

/** A long work on the engine: how far each part of it is, what came of it, and the command that does the same. */
export function jobRows(state: State, id: number, look: Look): readonly Styled[] {
	const {columns} = state.size;
	const height = screenRows(state.size);
	const job = jobOf(state, id)!;
	const command = row([gap(1), [escapeText(jobCommand(job.wish, state.desk.catalogue?.store)), 'quiet']], columns, look);
	const words = outcome(job, columns - 2).map(line => textRow(line, columns, look));
	const warning = job.progress?.warning === undefined ? [] : wrapped(job.progress.warning, columns - 2).map(line => textRow(line, columns, look));
	const ending = words.length + warning.length === 0 ? [] : [row([], columns, look), ...warning, ...words];
	const hasParts = job.progress !== undefined && job.progress.parts.length > 0;
	const parts = hasParts || words.length === 0 ? progressRows(job, Math.max(1, height - ending.length - 1), columns, look) : [];
	const rows = [...parts, ...ending].slice(0, height - 1);
	return [
		rule([[title(job), 'bright']], job.state === 'running' ? [] : [[ownText(job.state), job.state === 'done' ? 'good' : 'bad']], columns, look),
		...rows,
		...Array.from({length: height - 1 - rows.length}, () => row([], columns, look)),
		command,
	];
}
