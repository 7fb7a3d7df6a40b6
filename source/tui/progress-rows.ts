import type {PartProgress, Progress} from '../progress/progress.ts';
import {
	bytesDone, bytesInAll, extractedShare, hasArrived,
} from '../progress/amounts.ts';
import {paceOf, type Paced} from '../app/pace.ts';
import {screenRows} from '../app/layout.ts';
import type {State} from '../app/state.ts';
import {escapeText, ownText, type SafeText} from '../text/escape.ts';
import {formatBytes, formatSeconds} from '../text/format.ts';
import {barCell, leftCell, rightCell} from './cells.ts';
import type {Look} from './look.ts';
import {rule} from './rule.ts';
import {
	gap, row, type Span, type Style, type Styled,
} from './styled.ts';

const stateText: Readonly<Record<PartProgress['state'], string>> = {
	waiting: 'waiting', downloading: 'downloading', verifying: 'verifying', downloaded: 'downloaded', extracting: 'extracting',
	reading: 'reading', retrying: 'retrying', here: 'here already', done: 'done', failed: 'failed',
};

const stateStyles: Partial<Record<PartProgress['state'], Style>> = {
	waiting: 'quiet', here: 'quiet', done: 'good', failed: 'bad', retrying: 'changed',
};

function styleOf(state: PartProgress['state']): readonly Style[] {
	const style = stateStyles[state];
	return style === undefined ? [] : [style];
}

function shareOf({state, current, total}: PartProgress): number {
	if (state === 'done' || state === 'here' || state === 'downloaded') {
		return 1;
	}

	return current === undefined || total === undefined || total === 0 ? 0 : Math.min(1, current / total);
}

function amount({state, current, total}: PartProgress): SafeText {
	if (state === 'done' || state === 'here' || state === 'waiting') {
		return total === undefined ? ownText('') : formatBytes(total);
	}

	return current === undefined ? ownText('') : (total === undefined ? formatBytes(current) : ownText(`${formatBytes(current)} of ${formatBytes(total)}`));
}

function partRow(part: PartProgress, columns: number, look: Look): Styled {
	const bar = columns >= 72 ? 20 : (columns >= 54 ? 10 : 0);
	return row([
		gap(1),
		leftCell(escapeText(part.id), 14, look, 'quiet'),
		leftCell(ownText(stateText[part.state]), 13, look, ...styleOf(part.state)),
		...(bar === 0 ? [] : [barCell(shareOf(part), bar, look, 'link'), gap(1)]),
		rightCell(amount(part), 20),
		...(part.note === undefined ? [] : [gap(2), [escapeText(part.note), 'quiet'] as const]),
	], columns, look);
}

const settled = new Set<PartProgress['state']>(['here', 'done']);

/** How far a work is in all: bytes, share, rate and time left, as far as they are known. */
export function progressSums(work: Paced): readonly Span[] {
	const {progress} = work;
	if (progress === undefined) {
		return [];
	}

	const extracted = extractedShare(progress);
	const done = bytesDone(progress);
	if (extracted !== undefined) {
		return [[ownText(`${formatBytes(done)} downloaded  extracting ${Math.floor(100 * extracted)} %`)]];
	}

	if (hasArrived(progress)) {
		// Nothing comes any more: a pace would only sink.
		return [[ownText(`${formatBytes(done)} downloaded${progress.parts.some(({state}) => !settled.has(state)) ? '  extracting' : ''}`)]];
	}

	const total = bytesInAll(progress);
	const pace = paceOf(work);
	const words = [
		total === undefined ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`,
		...(total === undefined || total === 0 ? [] : [`${Math.floor(100 * done / total)} %`]),
		...(pace === undefined ? [] : [`${formatBytes(Math.round(pace.rate))}/s`]),
		...(pace?.left === undefined ? [] : [`${formatSeconds(pace.left)} left`]),
	];
	return [[ownText(words.join('  '))]];
}

// Where not all layers fit, those at work are more telling than those that are done.
function visibleParts(parts: readonly PartProgress[], height: number): readonly PartProgress[] {
	let surplus = Math.max(0, parts.length - height);
	return parts.filter(({state}) => {
		const isLeftOut = surplus > 0 && settled.has(state);
		surplus -= isLeftOut ? 1 : 0;
		return !isLeftOut;
	}).slice(0, height);
}

/** A row for each part of a work, as many as fit; before there are any, what the peer says. */
export function partRows(progress: Progress | undefined, height: number, columns: number, look: Look): readonly Styled[] {
	const parts = visibleParts(progress?.parts ?? [], height).map(part => partRow(part, columns, look));
	return parts.length === 0 ? [row([gap(1), [escapeText(progress?.status ?? ''), 'quiet']], columns, look)] : parts;
}

/** A pull with nothing else to show yet: a row for each layer. */
export function pullScreenRows(state: State, look: Look): readonly Styled[] {
	const {columns} = state.size;
	const height = screenRows(state.size);
	const {progress} = state.session;
	const rows = partRows(progress, height - 1, columns, look);
	return [
		rule([[ownText('Pulling '), 'bright'], [escapeText(progress?.subject ?? state.title), 'bright']], progressSums(state.session), columns, look),
		...rows,
		...Array.from({length: height - rows.length}, () => row([], columns, look)),
	];
}
