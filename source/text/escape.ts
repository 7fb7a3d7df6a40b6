import {decodeUtf8} from './utf8.ts';

declare const safe: unique symbol;

/** Text that can't make a terminal do anything: it went through `escapeText` or `escapeBytes`, or is the project's own. */
export type SafeText = string & {readonly [safe]: true};

const plain = /^(?:(?!<U\+)[ -[\]-~])*$/;

// Controls, what marks an escape, everything invisible or unassigned, combining marks, and spaces that aren't the plain one.
const special = /[\p{C}\p{Zl}\p{Zp}\p{DI}\p{M}\\\u2800]|(?! )\p{Zs}|<(?=U\+)/gu;

// Variation selectors and others that show nothing are marks too, but can hide in a name.
const combining = /^(?!\p{DI})\p{M}$/u;

/** A run of combining marks longer than this is written out, since a terminal would pile it over the rows above. */
const combiningLimit = 4;

/**
Makes any text safe to show: controls as `\x1b`, invisible and bidirectional characters as `<U+202E>`, a backslash as `\\`,
so that two different texts never look the same.
*/
export function escapeText(text: string): SafeText {
	return (plain.test(text) ? text : escapeSpecial(text)) as SafeText;
}

/** As `escapeText`, for bytes: those that aren't UTF-8 are shown as `\xff`. */
export function escapeBytes(bytes: Uint8Array): SafeText {
	return decodeUtf8(bytes).map(part => typeof part === 'number' ? hexEscape(part) : escapeText(part)).join('') as SafeText;
}

/** Says that a text is the project's own, and so needs no escaping. Never for anything that comes from outside. */
export function ownText(literal: string): SafeText {
	return literal as SafeText;
}

/** Joins safe texts. */
export function joinText(texts: readonly SafeText[], separator = ''): SafeText {
	return texts.join(separator) as SafeText;
}

/** A safe text for a terminal that shows ASCII only: every other character as `<U+00E9>`. */
export function toAscii(text: SafeText): SafeText {
	return text.replaceAll(/[^ -~]/gu, character => escapeCharacter(character)) as SafeText;
}

/**
A text of several lines for a terminal that isn't UTF-8, which would take some bytes of a character for controls: every character but ASCII
as `\\u00e9`. In JSON that means the same character, and in escaped text nothing else looks so.
*/
export function toAsciiUnits(text: string): string {
	return text.replaceAll(/[^\0-~]/g, unit => String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`); // eslint-disable-line unicorn/prefer-code-point
}

function escapeSpecial(text: string): string {
	let marks = 0;
	let end = 0;
	return text.replaceAll(special, (character, offset: number) => {
		const isMark = combining.test(character);
		marks = isMark && offset === end ? marks + 1 : 1;
		end = offset + character.length;
		return isMark && offset > 0 && marks <= combiningLimit ? character : escapeCharacter(character);
	});
}

function escapeCharacter(character: string): string {
	const code = character.codePointAt(0)!;
	if (character === '\\') {
		return '\\\\';
	}

	return code < 0xA0 ? hexEscape(code) : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

function hexEscape(code: number): string {
	return String.raw`\x${code.toString(16).padStart(2, '0')}`;
}
