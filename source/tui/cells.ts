import {ownText, type SafeText} from '../text/escape.ts';
import {fit} from '../text/width.ts';
import {shareBar} from '../text/glyphs.ts';
import type {Look} from './look.ts';
import type {Span, Style} from './styled.ts';

/** A piece of a fixed width, its text at the right end. */
export function rightCell(text: SafeText, width: number, ...styles: readonly Style[]): Span {
	return [fit(text, width, {align: 'right'}), ...styles];
}

/** A piece of a fixed width, its text at the left end. */
export function leftCell(text: SafeText, width: number, look: Look, ...styles: readonly Style[]): Span {
	return [fit(text, width, {ellipsis: look.glyphs.ellipsis}), ...styles];
}

/** A bar of a fixed width. */
export function barCell(share: number, width: number, look: Look, ...styles: readonly Style[]): Span {
	return leftCell(ownText(shareBar(share, width, look.glyphs)), width, look, ...styles);
}
