import {fetchOf, isMissing} from '../app/fetching.ts';
import type {PartProgress} from '../progress/progress.ts';
import {isContainer} from '../app/layer-name.ts';
import {layoutOf} from '../app/layout.ts';
import type {State} from '../app/state.ts';
import {stepRows, type StepRow} from '../app/steps.ts';
import {escapeText, ownText, type SafeText} from '../text/escape.ts';
import {formatBytes, formatCount} from '../text/format.ts';
import {barCell, leftCell, rightCell} from './cells.ts';
import type {Look} from './look.ts';
import {
	gap, row, type Span, type Style, type Styled,
} from './styled.ts';

type Columns = {
	/** Of the pane. */
	readonly width: number;
	/** Of a layer's number. */
	readonly number: number;
	readonly bar: number;
	readonly hasStored: boolean;
};

const sizeWidth = 8;
const countWidth = 6;

const fetchWords: Readonly<Record<PartProgress['state'], string>> = {
	waiting: 'waiting', downloading: 'fetching', verifying: 'checking', downloaded: 'reading', extracting: 'reading',
	reading: 'reading', retrying: 'retrying', here: 'reading', done: 'reading', failed: 'not here',
};

// From so many columns of the pane on, so many of them are a bar.
const bars = [[76, 10], [60, 8], [48, 6]] as const;

/** Which columns the pane has room for: the bar goes last. */
function columnsOf(state: State, width: number): Columns {
	const hasStored = width >= 66 && state.session.image?.layers.some(({compressedSize}) => compressedSize !== undefined) === true;
	return {
		width, number: state.session.layers.length > 100 ? 3 : 2, bar: bars.find(([from]) => width >= from)?.[1] ?? 0, hasStored,
	};
}

/** An instruction in one line; more than a row of it is of no use here. */
function oneLine(instruction: string | undefined): SafeText {
	return escapeText((instruction ?? '').slice(0, 400).replaceAll(/\s+/g, ' '));
}

function titles({width, number, bar, hasStored}: Columns, look: Look): Styled {
	const {added, changed, removed} = look.glyphs;
	return row([
		gap(3),
		rightCell(ownText('#'), number, 'quiet'),
		gap(1),
		rightCell(ownText('size'), sizeWidth, 'quiet'),
		...(hasStored ? [gap(2), rightCell(ownText('stored'), sizeWidth, 'quiet')] : []),
		gap(bar === 0 ? 0 : bar + 2),
		rightCell(ownText(added), countWidth, 'quiet'),
		rightCell(ownText(changed), countWidth, 'quiet'),
		rightCell(ownText(removed), countWidth, 'quiet'),
		gap(2),
		[ownText('step'), 'quiet'],
	], width, look);
}

function count(value: number | undefined, style: Style, {glyphs}: Look): Span {
	if (value === undefined) {
		return rightCell(ownText(glyphs.unknown), countWidth, 'quiet');
	}

	return rightCell(formatCount(value), countWidth, value === 0 ? 'quiet' : style);
}

function bytes(value: number | undefined, {glyphs}: Look, ...styles: readonly Style[]): Span {
	return value === undefined ? rightCell(ownText(glyphs.unknown), sizeWidth, 'quiet') : rightCell(formatBytes(value), sizeWidth, ...styles);
}

/** What the bars are shares of: drawn only when all sizes are known, so that none shrinks while data comes in. */
function share(state: State, size: number | undefined): number {
	const {totals} = state.session;
	return totals === undefined || size === undefined || totals.shipped === 0 ? 0 : size / totals.shipped;
}

/** How far the fetching of a layer is, in the room of its counts. */
function fetchText({state, current, total}: PartProgress): SafeText {
	return ownText(state === 'downloading' && current !== undefined && total !== undefined && total > 0
		? `fetching ${Math.floor(100 * current / total)} %`
		: fetchWords[state]);
}

function layerRow(state: State, {layer, instruction}: Extract<StepRow, {kind: 'layer'}>, columns: Columns, look: Look): Styled {
	const isSelected = layer === state.layer;
	const isFocused = isSelected && state.focus === 'layers';
	const view = state.session.layers[layer]!;
	const facts = state.session.image!.layers[layer]!;
	const {counts} = view;
	const isBad = view.failure !== undefined || view.verification === 'mismatch';
	const {width, number, bar, hasStored} = columns;
	const missing = isMissing(view);
	const part = fetchOf(state.session, layer);
	const words = missing
		? [rightCell(ownText('not here'), 3 * countWidth, 'bad')]
		: (part === undefined
			? [count(counts?.added, 'added', look), count(counts?.changed, 'changed', look), count(counts?.removed, 'removed', look)]
			: [rightCell(fetchText(part), 3 * countWidth, 'quiet')]);
	return row([
		gap(1),
		[ownText(isSelected ? look.glyphs.cursor : ' '), ...(isFocused ? ['bright'] as const : [])],
		[ownText(isBad ? '!' : ' '), 'bad'],
		rightCell(ownText(isContainer(state.session, layer) ? 'rw' : String(layer)), number, ...(isSelected ? ['bright'] as const : [])),
		gap(1),
		bytes(missing ? undefined : counts?.size, look),
		...(hasStored ? [gap(2), bytes(facts.compressedSize, look, 'quiet')] : []),
		...(bar === 0 ? [] : [gap(2), barCell(share(state, counts?.size), bar, look, 'link')]),
		...words,
		gap(2),
		[oneLine(instruction), ...(isFocused ? ['selected'] as const : (isSelected ? ['bright'] as const : []))],
	], width, look);
}

function stepRow(instruction: string, width: number, look: Look): Styled {
	return row([gap(4), leftCell(oneLine(instruction), width - 5, look, 'quiet')], width, look);
}

/** The layers pane: a line of titles and the visible rows, each `width` columns. */
export function layersPane(state: State, width: number, look: Look): readonly Styled[] {
	const steps = stepRows(state.session);
	const {layerRows} = layoutOf(state.size, steps.length);
	const columns = columnsOf(state, width);
	const {top} = state.layerCursor;
	const blank = row([], width, look);
	const rows = Array.from({length: layerRows}, (_, place) => {
		const step = steps[top + place];
		if (step === undefined) {
			return blank;
		}

		return step.kind === 'layer' ? layerRow(state, step, columns, look) : stepRow(step.instruction, width, look);
	});
	return [titles(columns, look), ...rows];
}
