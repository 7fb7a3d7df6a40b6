import {ownText, type SafeText} from '../text/escape.ts';
import {fit, textWidth} from '../text/width.ts';
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

/** The end of a text that takes at most `width` columns, for paths: their last names tell most. */
export function tailOf(text: SafeText, width: number, {glyphs: {ellipsis}}: Look): SafeText {
	if (textWidth(text) <= width) {
		return text;
	}

	const characters = [...text];
	let rest = textWidth(text);
	let cut = 0;
	while (rest > width - ellipsis.length && cut < characters.length) {
		rest -= textWidth(ownText(characters[cut]!));
		cut++;
	}

	return ownText(ellipsis + characters.slice(cut).join(''));
}
