import {rowsFrom, rowText, type ContentRow} from '../app/content-rows.ts';
import {matcherOf, type Filter} from '../app/filter.ts';
import {layerName, layerPlace} from '../app/layer-name.ts';
import {screenRows} from '../app/layout.ts';
import {numberColumns} from '../app/sideways.ts';
import type {State} from '../app/state.ts';
import {hexWidth, viewerRows, type Viewer} from '../app/viewer.ts';
import {
	escapeBytes, escapeText, joinText, ownText, type SafeText,
} from '../text/escape.ts';
import {formatBytes} from '../text/format.ts';
import {textWidth} from '../text/width.ts';
import {barCell, tailOf} from './cells.ts';
import {hexSpans} from './hex-row.ts';
import type {Look} from './look.ts';
import {rule} from './rule.ts';
import {
	gap, row, shownText, spansWidth, type Span, type Styled,
} from './styled.ts';
import {placeInfo} from './text-screens.ts';

// What a rule has beside its title and what is said about it.
const ruleFrame = 7;

/** The path, links followed, and the layer at which it is looked at: of a path that is too long the end. */
function title({session}: State, {path, target, layer, isHex, bytes}: Viewer, room: number, look: Look): readonly Span[] {
	const isSame = path.length === target.length && path.every((byte, at) => byte === target[at]);
	const name = shownText(isSame ? escapeBytes(path) : joinText([escapeBytes(path), ownText(` ${look.glyphs.arrow} `), escapeBytes(target)]), look);
	const form = bytes !== undefined && isHex ? ', hexadecimal' : '';
	const whens = [`  ${layerPlace(session, layer)}${form}`, `  ${layerName(session, layer)}`, ''].map(when => ownText(when));
	const when = whens.find(text => textWidth(name) + textWidth(text) <= room) ?? whens[room < 40 ? 2 : 1]!;
	return [[tailOf(name, Math.max(8, room - textWidth(when)), look), 'bright'], [when, 'quiet']];
}

/** What is said of the content, from many words to few; that it is cut is always among them. */
function infos(viewer: Viewer, columns: number, height: number): ReadonlyArray<readonly Span[]> {
	const {bytes, isCut, place} = viewer;
	if (bytes === undefined) {
		return [[]];
	}

	const size: Span = [formatBytes(place.size), 'quiet'];
	const where = placeInfo(viewer.top, viewerRows(viewer, columns), height);
	const [long, short] = [`only the first ${formatBytes(bytes.length)} of `, `first ${formatBytes(bytes.length)} of `]
		.map((words): readonly Span[] => isCut ? [[ownText(words), 'changed'], size] : [size]);
	const after = where.length === 0 ? [] : [gap(2), ...where];
	return [[...long!, ...after], [...short!, ...after], ...(isCut ? [short!] : [where, []])];
}

/** The rule over the content. */
function heading(state: State, viewer: Viewer, height: number, look: Look): Styled {
	const {columns} = state.size;
	const all = infos(viewer, columns, height);
	const whole = spansWidth(title(state, viewer, Number.POSITIVE_INFINITY, look));
	const info = all.find(spans => whole + spansWidth(spans) + ruleFrame <= columns) ?? all.at(-1)!;
	return rule(title(state, viewer, columns - spansWidth(info) - ruleFrame, look), info, columns, look);
}

/** The pieces of a text with what was searched for marked. */
function marked(text: SafeText, search: Filter | undefined): readonly Span[] {
	const matcher = search === undefined ? undefined : matcherOf(search);
	if (matcher === undefined || 'problem' in matcher) {
		return [[text]];
	}

	const spans: Span[] = [];
	let end = 0;
	for (const {0: found, index} of text.matchAll(matcher.find)) {
		if (found !== '') {
			// A piece of safe text is safe.
			spans.push([ownText(text.slice(end, index))], [ownText(found), 'selected']);
			end = index + found.length;
		}
	}

	return [...spans, [ownText(text.slice(end))]];
}

function textRows(viewer: Viewer, columns: number, height: number, look: Look): readonly Styled[] {
	const rows: ContentRow[] = [];
	for (const content of rowsFrom(viewer.rows!, viewer.top)) {
		rows.push(content);
		if (rows.length === height) {
			break;
		}
	}

	const numberWidth = numberColumns(viewer.rows!) - 2;
	return rows.map(content => {
		const number = content.isContinued ? '' : String(content.line);
		const text = rowText(viewer.bytes!, content);
		const shown = viewer.left === 0 ? text : ownText([...text].slice(viewer.left).join(''));
		return row([[ownText(number.padStart(numberWidth)), 'quiet'], gap(2), ...marked(shown, viewer.search)], columns, look);
	});
}

function hexRows({bytes, top}: Viewer, columns: number, height: number, look: Look): readonly Styled[] {
	const width = hexWidth(columns);
	const count = Math.min(height, Math.ceil(bytes!.length / width) - top);
	return Array.from({length: Math.max(0, count)}, (_, place) => row(hexSpans(bytes!, (top + place) * width, width), columns, look));
}

function waiting({current, total, error}: Viewer, columns: number, look: Look): readonly Styled[] {
	if (error !== undefined) {
		return [
			row([], columns, look),
			row([gap(1), [escapeText(error.message), 'bad']], columns, look),
			...(error.advice === undefined ? [] : [row([gap(1), [escapeText(error.advice)]], columns, look)]),
		];
	}

	// Before the first byte an image is still being read, or packed by its engine.
	if (current === 0) {
		return [row([], columns, look), row([gap(1), [ownText('waiting for its first bytes')]], columns, look)];
	}

	const share = total === undefined || total === 0 ? [] : [barCell(current / total, 20, look, 'link'), gap(2)];
	const amount = total === undefined ? formatBytes(current) : `${formatBytes(current)} of ${formatBytes(total)}`;
	return [row([], columns, look), row([gap(1), [ownText('reading up to it  ')], ...share, [ownText(amount), 'quiet']], columns, look)];
}

/** The content of a file, or how far reading it is. */
export function viewerScreenRows(state: State, viewer: Viewer, look: Look): readonly Styled[] {
	const {columns} = state.size;
	const height = screenRows(state.size);
	const {bytes, isHex} = viewer;
	const content = bytes === undefined ? waiting(viewer, columns, look) : (isHex ? hexRows(viewer, columns, height, look) : textRows(viewer, columns, height, look));
	const rows = bytes?.length === 0 ? [row([gap(1), [ownText('this file is empty'), 'quiet']], columns, look)] : content.slice(0, height);
	return [
		heading(state, viewer, height, look),
		...rows,
		...Array.from({length: height - rows.length}, () => row([], columns, look)),
	];
}
