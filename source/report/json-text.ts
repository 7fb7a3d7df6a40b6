import {Buffer} from 'node:buffer';
import {escapeBytes} from '../text/escape.ts';
import {textOf} from '../text/utf8.ts';

// JSON.stringify leaves DEL, C1, bidirectional and invisible characters as they are, and a terminal would obey them.
const unsafe = /[\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Co}\p{DI}]/gu;

/** A value as JSON that is safe on a terminal, and parses to the same value. `indent` is what each level is indented by. */
export function jsonText(value: unknown, indent?: string): string {
	return JSON.stringify(value, undefined, indent).replaceAll(unsafe, character => unitsOf(character.codePointAt(0)!).map(unit => String.raw`\u${unit.toString(16).padStart(4, '0')}`).join(''));
}

/** The UTF-16 code units of a code point. */
function unitsOf(code: number): number[] {
	return code > 0xFF_FF ? [0xD7_C0 + (code >> 10), 0xDC_00 + (code & 0x3_FF)] : [code];
}

/** Bytes as two fields: the text, and the bytes in base64 where they aren't UTF-8 (the text is escaped then). */
export function textFields(name: string, bytes: Uint8Array): Record<string, string> {
	const text = textOf(bytes);
	return text === undefined ? {[name]: escapeBytes(bytes), [`${name}Bytes`]: Buffer.from(bytes).toString('base64')} : {[name]: text};
}
