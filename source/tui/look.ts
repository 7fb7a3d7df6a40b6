import {glyphs, type Glyphs} from '../text/glyphs.ts';

/** How the screens are drawn: which glyphs, and whether with colours. */
export type Look = {
	readonly glyphs: Glyphs;
	readonly isAscii: boolean;
	readonly isColored: boolean;
};

/** The look for a terminal. */
export function lookOf({ascii, color}: {readonly ascii: boolean; readonly color: boolean}): Look {
	return {glyphs: glyphs(ascii), isAscii: ascii, isColored: color};
}
