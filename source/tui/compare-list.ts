import {labelled, labelWidth} from '../app/lines.ts';
import type {Choice, Screen, State} from '../app/state.ts';
import type {TextLine} from '../app/text-line.ts';
import {sumPairs, type LayerPair, type NumberedLayer} from '../image/compare-layers.ts';
import {escapeText, joinText, ownText} from '../text/escape.ts';
import {formatBytes} from '../text/format.ts';
import {leftCell, rightCell} from './cells.ts';
import type {List} from './list.ts';
import type {Look} from './look.ts';
import {gap, type Span, type Style} from './styled.ts';

type Comparison = Extract<Screen, {kind: 'compare'}>;

const wide = 96;
const numberWidth = 3;
const sizeWidth = 9;
const digestWidth = 14;

const relationStyles: Readonly<Record<LayerPair['relation'], readonly Style[]>> = {
	same: ['quiet'], changed: ['changed'], left: ['removed'], right: ['added'],
};

const words = {
	same: 'the same files', changed: 'the same step, but other files', left: 'only left', right: 'only right',
} as const;

function markOf(relation: LayerPair['relation'], {glyphs}: Look): string {
	return {
		same: '=', changed: glyphs.changed, left: glyphs.removed, right: glyphs.added,
	}[relation];
}

function side(layer: NumberedLayer | undefined, isWide: boolean, styles: readonly Style[], look: Look): readonly Span[] {
	if (layer === undefined) {
		return [gap(numberWidth + sizeWidth + (isWide ? digestWidth : 0))];
	}

	const {compressedSize, diffId, digest} = layer.facts;
	const hex = (diffId ?? digest ?? '').replace(/^sha\d+:/, '').slice(0, 12);
	return [
		rightCell(ownText(String(layer.layer)), numberWidth),
		compressedSize === undefined ? rightCell(ownText(look.glyphs.unknown), sizeWidth, 'quiet') : rightCell(formatBytes(compressedSize), sizeWidth),
		...(isWide ? [gap(2), leftCell(ownText(hex), digestWidth - 2, look, ...styles)] : []),
	];
}

function nameOf({platform, reference, digest}: Choice): string {
	return platform ?? reference ?? digest;
}

function sideTitle(choice: Choice, isWide: boolean, look: Look): readonly Span[] {
	return [
		...(isWide ? [rightCell(ownText('#'), numberWidth, 'quiet'), rightCell(ownText('size'), sizeWidth, 'quiet'), gap(2)] : []),
		leftCell(escapeText(nameOf(choice)), isWide ? digestWidth - 2 : numberWidth + sizeWidth, look, 'bright'),
	];
}

function title({left, right, pairs}: Comparison): List['title'] {
	const {same, sameBytes} = sumPairs(pairs);
	const bytes = sameBytes === undefined || same === 0 ? '' : `, ${formatBytes(sameBytes)}`;
	return joinText([escapeText(nameOf(left)), ownText(' beside '), escapeText(nameOf(right)), ownText(`: ${same} of ${pairs.length} the same${bytes}`)]);
}

function oneLine(instruction: string | undefined): string {
	return (instruction ?? '').slice(0, 400).replaceAll(/\s+/g, ' ');
}

function cut(text: string, width: number): string {
	return text.slice(0, Math.max(20, width - labelWidth));
}

/** Both layers of the selected row, with what makes them differ. */
function details({left, right, relation}: LayerPair, width: number): readonly TextLine[] {
	const both = (label: string, of: (layer: NumberedLayer) => string | undefined): readonly TextLine[] => {
		const [one, other] = [left, right].map(layer => layer && (of(layer) ?? 'not known'));
		return one === undefined || other === undefined || one === other
			? labelled(label, one ?? other ?? '', width)
			// A digest in two lines each would hide where they differ.
			: [...labelled(label, cut(`left   ${one}`, width), width), ...labelled('', cut(`right  ${other}`, width), width)];
	};

	return [
		...labelled('', words[relation], width, relation === 'same' ? 'good' : 'plain'),
		...both('step', ({facts}) => oneLine(facts.instruction) || undefined),
		...both('diffID', ({facts}) => facts.diffId),
		...both('digest', ({facts}) => facts.digest),
	];
}

/** Two platforms side by side: which layers hold the same, which steps made something else, and which only one of them has. */
export function compareList(state: State, screen: Comparison, look: Look): List {
	const {left, right, pairs} = screen;
	const {columns} = state.size;
	const isWide = columns >= wide;
	return {
		title: title(screen),
		titles: [...sideTitle(left, isWide, look), gap(5), ...sideTitle(right, isWide, look), gap(2), [ownText('step'), 'quiet']],
		count: pairs.length,
		empty: ownText('neither has a layer'),
		spans(at, nameStyles) {
			const pair = pairs[at]!;
			const styles = relationStyles[pair.relation];
			return [
				...side(pair.left, isWide, styles, look),
				gap(2),
				[ownText(markOf(pair.relation, look)), ...styles],
				gap(2),
				...side(pair.right, isWide, styles, look),
				gap(2),
				[escapeText(oneLine((pair.left ?? pair.right).facts.instruction)), ...nameStyles],
			];
		},
		details: at => details(pairs[at]!, columns - 2),
	};
}
