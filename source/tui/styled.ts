import {ownText, toAscii, type SafeText} from '../text/escape.ts';
import {clip, textWidth} from '../text/width.ts';
import type {Look} from './look.ts';

declare const styled: unique symbol;

/** A row for the screen: safe text with the project's own colours in it, fitted to its width. */
export type Styled = string & {readonly [styled]: true};

/** What a colour means. Attributes stay without colours. */
export type Style = 'added' | 'changed' | 'removed' | 'directory' | 'link' | 'good' | 'bad' | 'key' | 'quiet' | 'bright' | 'struck' | 'selected';

// The 16 names of ANSI only, so that the user's theme rules. Each has the code that ends it alone, as Ink writes them.
const colors: Partial<Record<Style, readonly [number, number]>> = {
	added: [32, 39], changed: [33, 39], removed: [31, 39], directory: [34, 39], link: [36, 39], good: [32, 39], bad: [31, 39], key: [36, 39],
};

const attributes: Partial<Record<Style, readonly [number, number]>> = {
	directory: [1, 22], bad: [1, 22], key: [1, 22], quiet: [2, 22], bright: [1, 22], struck: [9, 29], selected: [7, 27],
};

function codesOf(styles: readonly Style[], {isColored}: Look): ReadonlyArray<readonly [number, number]> {
	return styles.flatMap(style => [attributes[style], isColored ? colors[style] : undefined]).filter(code => code !== undefined);
}

/** A piece of a row. */
export type Span = readonly [text: SafeText, ...styles: readonly Style[]];

type Run = {text: string; readonly styles: readonly Style[]};

function isSame(one: readonly Style[], other: readonly Style[]): boolean {
	return one.length === other.length && one.every((style, place) => style === other[place]);
}

/** Adds a piece to the runs of one style. Ink parses every code of every row for every frame, so there is none that isn't needed. */
function addRun(runs: Run[], text: SafeText, styles: readonly Style[]): void {
	const [before, last] = [runs.at(-2), runs.at(-1)];
	const isBridged = before !== undefined && last?.styles.length === 0 && last.text.trim() === '' && isSame(before.styles, styles);
	if (isBridged && styles.every(style => style === 'quiet' || style === 'bright')) {
		runs.pop();
		before.text += last.text + text;
	} else if (last !== undefined && isSame(last.styles, styles)) {
		last.text += text;
	} else if (text !== '') {
		runs.push({text, styles});
	}
}

function paint({text, styles}: Run, look: Look): string {
	const codes = codesOf(styles, look);
	const open = codes.map(([code]) => `\u{1B}[${code}m`).join('');
	const close = codes.map(([, end]) => `\u{1B}[${end}m`).toReversed().join('');
	return open + text + close;
}

/** A text as a terminal can show it: where that is ASCII only, other characters are written out. Doing it twice changes nothing. */
export function shownText(text: SafeText, {isAscii}: Look): SafeText {
	return isAscii ? toAscii(text) : text;
}

/** A row of exactly `width` columns out of pieces, one after the other; what doesn't fit is cut with an ellipsis. */
export function row(spans: readonly Span[], width: number, look: Look): Styled {
	const runs: Run[] = [];
	let rest = width;
	for (const [text, ...styles] of spans) {
		const whole = shownText(text, look);
		const fitting = clip(whole, rest, look.glyphs.ellipsis);
		// Blanks need no colour.
		addRun(runs, fitting, fitting.trim() === '' && !styles.includes('selected') ? [] : styles);
		rest -= textWidth(fitting);
		if (rest <= 0 || fitting !== whole) {
			break;
		}
	}

	addRun(runs, ownText(' '.repeat(Math.max(0, rest))), []);
	return runs.map(run => paint(run, look)).join('') as Styled;
}

/** A piece of blanks. */
export function gap(width: number): Span {
	return [ownText(' '.repeat(Math.max(0, width)))];
}

/** How many columns pieces take. */
export function spansWidth(spans: readonly Span[]): number {
	return spans.reduce((sum, [text]) => sum + textWidth(text), 0);
}

/** A row with pieces at its left and others at its right end; the left ones give way. */
export function split(left: readonly Span[], right: readonly Span[], width: number, look: Look): Styled {
	const rightWidth = Math.min(spansWidth(right), width);
	const leftWidth = width - rightWidth;
	return row(left, leftWidth, look) + row(right, rightWidth, look) as Styled;
}

/** Puts rows side by side. */
export function beside(...rows: readonly Styled[]): Styled {
	return rows.join('') as Styled;
}
