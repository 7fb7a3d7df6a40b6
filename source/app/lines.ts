import {
	escapeText, joinText, ownText, type SafeText,
} from '../text/escape.ts';
import {wrap} from '../text/width.ts';
import type {TextLine, Tone} from './text-line.ts';

/** The width of the column of labels, with the blank after it. */
export const labelWidth = 12;

const none = ownText('');

export const blankLine: TextLine = {label: undefined, text: none, tone: 'plain'};

// Wrapping costs more than the length of a text, and nobody reads on for longer than this.
const longest = 16_384;

function bounded(text: string): SafeText {
	return text.length <= longest ? escapeText(text) : joinText([escapeText(text.slice(0, longest)), ownText(` (and ${text.length - longest} characters more)`)]);
}

/** A title over the lines that follow. */
export function titleLine(title: string): TextLine {
	return {label: undefined, text: ownText(title), tone: 'title'};
}

/** A labelled text, wrapped to what the label leaves of a width; untrusted text is escaped here. */
export function labelled(label: string, text: string, width: number, tone: Tone = 'plain'): TextLine[] {
	return wrap(bounded(text), Math.max(8, width - labelWidth)).map((line, row) => ({
		label: ownText(row === 0 ? label : ''), text: line, tone,
	}));
}

/** Several values under one label; a quiet word where there are none. */
export function listed(label: string, values: readonly string[], width: number): TextLine[] {
	return values.length === 0
		? labelled(label, 'none', width, 'quiet')
		: values.flatMap((value, row) => labelled(row === 0 ? label : '', value, width));
}

/** Untrusted text over the whole width. */
export function wrapped(text: string, width: number, tone: Tone = 'plain'): TextLine[] {
	return text.split(/\r?\n/).flatMap(line => wrapSafe(bounded(line), width).map(part => ({label: undefined, text: part, tone})));
}

function wrapSafe(text: SafeText, width: number): readonly SafeText[] {
	return text === '' ? [none] : wrap(text, Math.max(8, width));
}
