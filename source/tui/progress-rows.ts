import type {PartProgress, Progress} from '../progress/progress.ts';
import {
	bytesDone, bytesInAll, bytesLeft, extractedShare, hasArrived, partsDone,
} from '../progress/amounts.ts';
import {savedByLayersHere} from '../progress/sizes.ts';
import {pacedRates, type Paced} from '../app/pace.ts';
import {screenRows} from '../app/layout.ts';
import type {State} from '../app/state.ts';
import {
	escapeText, joinText, ownText, type SafeText,
} from '../text/escape.ts';
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

function partRow(part: PartProgress, rate: number | undefined, columns: number, look: Look): Styled {
	const bar = columns >= 72 ? 20 : (columns >= 54 ? 10 : 0);
	const room = columns - 48 - (bar === 0 ? 0 : bar + 1);
	const pace = rate === undefined ? undefined : rateText(rate);
	return row([
		gap(1),
		leftCell(escapeText(part.id), 14, look, 'quiet'),
		leftCell(ownText(stateText[part.state]), 13, look, ...styleOf(part.state)),
		...(bar === 0 ? [] : [barCell(shareOf(part), bar, look, 'link'), gap(1)]),
		rightCell(amount(part), 20),
		// Half a number would be a wrong one.
		...(pace === undefined || pace.length + 2 > room ? [] : [gap(2), [pace] as const]),
		...(part.note === undefined ? [] : [gap(2), [escapeText(part.note), 'quiet'] as const]),
	], columns, look);
}

function rateText(rate: number): SafeText {
	return ownText(`${formatBytes(Math.round(rate))}/s`);
}

const settled = new Set<PartProgress['state']>(['here', 'done']);

/** The bytes of a work and its pace, as far as they are known. */
function byteWords(work: Paced, progress: Progress): readonly string[] {
	const extracted = extractedShare(progress);
	const done = bytesDone(progress);
	if (extracted !== undefined) {
		return [`${formatBytes(done)} downloaded`, `extracting ${Math.floor(100 * extracted)} %`];
	}

	if (hasArrived(progress)) {
		return [`${formatBytes(done)} downloaded`, ...(progress.parts.some(({state}) => !settled.has(state)) ? ['extracting'] : [])];
	}

	const total = bytesInAll(progress);
	const missing = bytesLeft(progress);
	const {whole, left} = pacedRates(work);
	return [
		total === undefined ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`,
		// Some engines never give the size of small parts that have come.
		...(total === undefined && missing !== undefined && missing > 0 ? [`${formatBytes(missing)} to come`] : []),
		...(total === undefined || total === 0 ? [] : [`${Math.floor(100 * done / total)} %`]),
		...(whole === undefined ? [] : [rateText(whole)]),
		...(left === undefined ? [] : [`${formatSeconds(left)} left`]),
	];
}

/** Of a pull also how many layers are done, and what needn't be brought. */
function layerWords(progress: Progress): readonly string[] {
	if (progress.task !== 'pull' || progress.parts.length === 0) {
		return [];
	}

	const {done, of} = partsDone(progress);
	const {layers, bytes} = savedByLayersHere(progress);
	const saved = layers === 0 ? [] : [bytes === undefined ? `${layers} here already` : `${formatBytes(bytes)} saved`];
	return [`${done} of ${of} layers`, ...saved];
}

/** How far a work is in all, in as many words as fit into `room` columns, the most telling first. */
export function progressSums(work: Paced, room = Number.POSITIVE_INFINITY): readonly Span[] {
	const {progress} = work;
	const words = progress === undefined ? [] : [...byteWords(work, progress), ...layerWords(progress)];
	const count = words.findIndex((_, place) => words.slice(0, place + 1).join('  ').length > room);
	const shown = count === -1 ? words : words.slice(0, count);
	return shown.length === 0 ? [] : [[ownText(shown.join('  '))]];
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

function partRows(work: Paced, height: number, columns: number, look: Look): readonly Styled[] {
	const {progress} = work;
	const {parts: rates} = pacedRates(work);
	const parts = visibleParts(progress?.parts ?? [], height).map(part => partRow(part, rates.get(part.id), columns, look));
	return parts.length === 0 ? [row([gap(1), [escapeText(progress?.status ?? ''), 'quiet']], columns, look)] : parts;
}

/**
How far a work is in all, and a row for each part of it, `height` rows at most; before there are any parts, what the peer says. The sums
have a row of their own: what changes all the time must be short.
*/
export function progressRows(work: Paced, height: number, columns: number, look: Look): readonly Styled[] {
	return [row([gap(1), ...progressSums(work, columns - 2)], columns, look), ...partRows(work, Math.max(1, height - 1), columns, look)].slice(0, height);
}

/** A pull with nothing else to show yet: a row for each layer. */
export function pullScreenRows(state: State, look: Look): readonly Styled[] {
	const {columns} = state.size;
	const height = screenRows(state.size);
	const {progress} = state.session;
	const rows = progressRows(state.session, height, columns, look);
	return [
		rule([[joinText([ownText('Pulling '), escapeText(progress?.subject ?? state.title)]), 'bright']], [], columns, look),
		...rows,
		...Array.from({length: height - rows.length}, () => row([], columns, look)),
	];
}
