import {labelled, wrapped} from '../app/lines.ts';
import type {Choice, Screen, State} from '../app/state.ts';
import type {TextLine} from '../app/text-line.ts';
import {isOpenChoice} from '../app/update-choices.ts';
import {entryWords, isOpenable, ownAnnotations} from '../image/image-choice.ts';
import {
	escapeText, joinText, ownText, type SafeText,
} from '../text/escape.ts';
import {formatBytes} from '../text/format.ts';
import {leftCell, rightCell} from './cells.ts';
import type {List} from './list.ts';
import type {Look} from './look.ts';
import {gap, type Span, type Style} from './styled.ts';

type Picker = Extract<Screen, {kind: 'picker'}>;

const wide = 60;

function title({choices, isAsked}: Picker): SafeText {
	if (!isAsked) {
		return ownText('Several images are here: which one?');
	}

	const images = choices.filter(choice => isOpenable(choice)).length;
	return ownText(choices.length === 0 ? 'Images of this source' : `${images} ${images === 1 ? 'image' : 'images'}${choices.length === images ? '' : `, and ${choices.length - images} beside`}`);
}

/** What makes a row's image another one than the others': its name, where they have several. What is open has its name in the header. */
function nameOf(choice: Choice, {choices, isAsked}: Picker): readonly SafeText[] {
	const names = new Set(choices.filter(other => isOpenable(other)).map(({reference}) => reference));
	return choice.reference !== undefined && (names.size > 1 || (!isAsked && choice.reference !== choice.digest)) ? [escapeText(choice.reference)] : [];
}

function notes(state: State, choice: Choice, screen: Picker): readonly SafeText[] {
	if (!isOpenable(choice)) {
		return [escapeText(entryWords(choice, screen.choices)), ...(choice.type === undefined ? [] : [escapeText(choice.type)])];
	}

	return [
		...nameOf(choice, screen),
		...(isOpenChoice(state, choice) ? [ownText('open')] : []),
		...(choice.isHost ? [ownText('for this machine')] : []),
		...(choice.isHere ? [] : [ownText('not here')]),
		...ownAnnotations(choice).map(([key, value]) => escapeText(`${key}=${value}`)),
	];
}

function number(text: SafeText | undefined, width: number, {glyphs}: Look): Span {
	return text === undefined ? rightCell(ownText(glyphs.unknown), width, 'quiet') : rightCell(text, width);
}

/** All that is known of the selected row. */
function details(choice: Choice, choices: readonly Choice[], width: number): readonly TextLine[] {
	const {platform, digest, layers, size, type, reference} = choice;
	return [
		...labelled('what', entryWords(choice, choices), width),
		...(type === undefined ? [] : labelled('type', type, width)),
		...(platform === undefined ? [] : labelled('platform', platform, width)),
		...labelled('manifest', digest === '' ? 'digest not known from this source' : digest, width),
		...(reference === undefined || reference === digest ? [] : labelled('image', reference, width)),
		...(size === undefined ? [] : labelled('size', `${formatBytes(size)}${layers === undefined ? '' : ` in ${layers} ${layers === 1 ? 'layer' : 'layers'}`}, as stored`, width)),
		...ownAnnotations(choice).flatMap(([key, value]) => wrapped(`${key}=${value}`, width, 'quiet')),
	];
}

/** What a source holds: its platforms with sizes and layers, and what is no image as what it is. */
export function choiceList(state: State, screen: Picker, look: Look): List {
	const {choices, marked, isAsked, isWhole} = screen;
	const {columns} = state.size;
	const isWide = columns >= wide;
	const platformWidth = isWide ? 18 : 13;
	const middle = (size: Span, layers: Span, digest: Span): readonly Span[] => isWide ? [size, layers, gap(2), digest] : [];
	return {
		title: title(screen),
		titles: [
			gap(2),
			leftCell(ownText('platform'), platformWidth, look, 'quiet'),
			...middle(rightCell(ownText('size'), 9, 'quiet'), rightCell(ownText('layers'), 8, 'quiet'), leftCell(ownText('manifest'), 21, look, 'quiet')),
			[ownText(isWide ? 'what' : 'image'), 'quiet'],
		],
		count: choices.length,
		empty: ownText(isAsked && !isWhole ? 'the source is asked what it holds' : 'nothing to choose from'),
		spans(at, nameStyles) {
			const choice = choices[at]!;
			const {platform, size, layers, digest} = choice;
			const styles: readonly Style[] = isOpenable(choice) && choice.isHere ? [] : ['quiet'];
			const [first = ownText(''), ...rest] = notes(state, choice, screen);
			return [
				[ownText(marked.has(digest) ? '* ' : '  '), 'changed'],
				...platformSpans(platform, platformWidth, [...styles, ...nameStyles], look),
				...middle(
					number(size === undefined ? undefined : formatBytes(size), 9, look),
					number(layers === undefined ? undefined : ownText(String(layers)), 8, look),
					leftCell(escapeText(digest.slice(0, 19)), 21, look, 'quiet'),
				),
				[first, ...styles],
				[joinText(['', ...rest].map(text => ownText(text)), '  '), 'quiet'],
			];
		},
		details: at => details(choices[at]!, choices, columns - 2),
	};
}

/** The blanks behind a platform aren't part of it, so that only it is inverse where it is selected. */
function platformSpans(platform: string | undefined, width: number, styles: readonly Style[], look: Look): readonly Span[] {
	const cell = leftCell(platform === undefined ? ownText(look.glyphs.dash) : escapeText(platform), width - 1, look)[0];
	const name = ownText(cell.trimEnd());
	return [[name, ...styles], gap(cell.length - name.length + 1)];
}
