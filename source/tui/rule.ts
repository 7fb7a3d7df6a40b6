import {ownText} from '../text/escape.ts';
import type {Look} from './look.ts';
import {
	gap, row, spansWidth, type Span, type Styled,
} from './styled.ts';

function line(width: number, {glyphs}: Look): Span {
	return [ownText(glyphs.horizontal.repeat(Math.max(0, width))), 'quiet'];
}

/** A thin rule of a width, with a title at its left and what else there is to say at its right. */
export function rule(title: readonly Span[], info: readonly Span[], width: number, look: Look): Styled {
	const before = title.length === 0 ? [] : [line(1, look), gap(1), ...title, gap(1)];
	const after = info.length === 0 ? [] : [gap(1), ...info, gap(1), line(1, look)];
	const rest = width - spansWidth(before) - spansWidth(after);
	// A title is worth more than what is said about it.
	return rest < 1 && info.length > 0 ? rule(title, [], width, look) : row([...before, line(rest, look), ...after], width, look);
}

/** What divides two panes in one row. */
export function divider(glyph: 'vertical' | 'down' | 'left', look: Look): Styled {
	return row([[ownText(look.glyphs[glyph]), 'quiet']], 1, look);
}
