import {instructionLines, layerFactLines} from '../app/layer-text.ts';
import {labelWidth} from '../app/lines.ts';
import type {State} from '../app/state.ts';
import type {TextLine, Tone} from '../app/text-line.ts';
import {ownText} from '../text/escape.ts';
import {leftCell} from './cells.ts';
import type {Look} from './look.ts';
import {
	gap, row, type Style, type Styled,
} from './styled.ts';

const toneStyles: Readonly<Record<Tone, readonly Style[]>> = {
	plain: [], quiet: ['quiet'], title: ['bright'], good: ['good'], bad: ['bad'], key: ['key'],
};

/** A line of text, with a blank column before it. */
export function textRow({label, text, tone}: TextLine, width: number, look: Look): Styled {
	return row([
		gap(1), ...(label === undefined ? [] : [leftCell(label, labelWidth, look, 'quiet')]), [text, ...toneStyles[tone]],
	], width, look);
}

// In the pane a fact takes one row; its own screen has all of it.
const unwrapped = 4096;

/** The selected layer's details, `height` rows of them. */
export function detailsPane(state: State, width: number, height: number, look: Look): readonly Styled[] {
	const facts = layerFactLines(state, unwrapped);
	const instruction = instructionLines(state, width - 2);
	const room = Math.max(1, height - facts.length);
	const isCut = instruction.length > room;
	const shown = instruction.slice(0, isCut ? room - 1 : room);
	const more = isCut ? [row([gap(1), [ownText(`${look.glyphs.ellipsis} ${look.glyphs.enter} on the layer shows all of it`), 'quiet']], width, look)] : [];
	const rows = [
		...shown.map(line => textRow(line, width, look)),
		...more,
		...facts.map(line => textRow(line, width - 1, look)).map(text => text + ' ' as Styled),
	].slice(0, height);
	const blank = row([], width, look);
	return [...rows, ...Array.from({length: height - rows.length}, () => blank)];
}
