import {jobSubject, type Job} from '../../app/desk/job.ts';
import {shownTags} from '../../app/desk/update-search.ts';
import type {Screen, State} from '../../app/state.ts';
import {engineProgram, quoted} from '../../catalogue/engine-program.ts';
import {formatPlatform} from '../../image/platform.ts';
import type {LayerscopeError} from '../../errors.ts';
import {
	escapeText, joinText, ownText, type SafeText,
} from '../../text/escape.ts';
import {formatCount} from '../../text/format.ts';
import {clip, textWidth} from '../../text/width.ts';
import {leftCell, rightCell} from '../cells.ts';
import type {List} from '../list.ts';
import type {Look} from '../look.ts';
import {progressSums} from '../progress-rows.ts';
import {gap, type Style} from '../styled.ts';

/** What stands in the place of an answer: that it is waited for, why it doesn't come, or that it is empty. */
function answerText(answer: unknown, error: LayerscopeError | undefined, nothing: string): SafeText {
	if (error !== undefined) {
		return joinText([escapeText(error.message), escapeText(error.advice ?? '')], ' ');
	}

	return ownText(answer === undefined ? 'the registry is asked' : nothing);
}

type Of<Kind extends Screen['kind']> = Extract<Screen, {kind: Kind}>;

const stateStyles: Readonly<Record<Job['state'], readonly Style[]>> = {
	running: [], done: ['good'], failed: ['bad'], cancelled: ['quiet'],
};

/** What was and is being pulled, saved and loaded. */
export function jobList(jobs: readonly Job[], look: Look): List {
	return {
		title: ownText('Pulled, saved and loaded'),
		titles: [leftCell(ownText(''), 6, look), leftCell(ownText('state'), 11, look, 'quiet'), [ownText('what'), 'quiet']],
		count: jobs.length,
		empty: ownText('nothing has been pulled, saved or loaded yet'),
		spans(at, nameStyles) {
			const job = jobs[at]!;
			const sums = job.state === 'running' ? [gap(3), ...progressSums(job)] : [];
			return [leftCell(ownText(job.wish.kind), 6, look), leftCell(ownText(job.state), 11, look, ...stateStyles[job.state]), [escapeText(jobSubject(job.wish)), ...nameStyles], ...sums];
		},
	};
}

const longestName = 40;

/** What a search found: the best known first, as the registry gives them. */
export function foundList({term, found, error}: Of<'found'>, {desk: {catalogue}, size: {columns}}: State, look: Look): List {
	const names = (found ?? []).map(({name}) => escapeText(name));
	const widest = Math.max(4, ...names.map(name => textWidth(name)));
	const width = Math.min(widest, longestName, Math.max(12, columns - 30));
	return {
		// The command that does the same, as every action shows it.
		title: joinText([ownText(`${engineProgram(catalogue?.store)} search `), escapeText(quoted(term)), ownText(found === undefined ? '' : `: ${found.length} found`)]),
		titles: [
			leftCell(ownText('name'), width + 2, look, 'quiet'),
			rightCell(ownText('stars'), 6, 'quiet'),
			gap(2),
			leftCell(ownText('official'), 10, look, 'quiet'),
			[ownText('description'), 'quiet'],
		],
		count: found?.length ?? 0,
		empty: answerText(found, error, 'nothing was found'),
		spans(at, nameStyles) {
			const {description, stars, isOfficial, isAutomated} = found![at]!;
			const name = clip(names[at]!, width, look.glyphs.ellipsis);
			return [
				[name, ...nameStyles],
				gap(width + 2 - textWidth(name)),
				rightCell(formatCount(stars), 6),
				gap(2),
				leftCell(ownText(isOfficial ? 'official' : (isAutomated ? 'automated' : '')), 10, look, 'good'),
				[escapeText(description.replaceAll(/\s+/g, ' ')), 'quiet'],
			];
		},
	};
}

/** The tags of a repository. */
export function tagList(screen: Of<'tags'>): List {
	const {repository, tags, error, wanted} = screen;
	const shown = shownTags(screen);
	const all = tags?.length ?? 0;
	const part = shown.length < all ? joinText([ownText(' with '), escapeText(wanted), ownText(`: ${shown.length} of ${all}`)]) : ownText(all === 0 ? '' : `: ${all}`);
	return {
		title: joinText([ownText('Tags of '), escapeText(repository), part]),
		titles: [[ownText('tag'), 'quiet']],
		count: shown.length,
		empty: answerText(tags, error, 'the registry lists no tags'),
		spans: (at, nameStyles) => [[escapeText(shown[at]!), ...nameStyles]],
	};
}

/** The platforms that a registry offers. */
export function platformList({reference, platforms, error}: Of<'platforms'>): List {
	return {
		title: joinText([ownText('Platforms of '), escapeText(reference)]),
		titles: [[ownText('platform'), 'quiet']],
		count: platforms?.length ?? 0,
		empty: answerText(platforms, error, 'the registry doesn\'t say'),
		spans: (at, nameStyles) => [[escapeText(formatPlatform(platforms![at]!)), ...nameStyles]],
	};
}
