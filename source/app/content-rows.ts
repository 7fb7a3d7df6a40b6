import {
	escapeBytes, joinText, ownText, type SafeText,
} from '../text/escape.ts';
import {textWidth} from '../text/width.ts';

/** The rows of a text, found by an index of every 64th: a row is a line, or a piece of a line that is very long. */
export type ContentRows = {
	readonly bytes: Uint8Array;
	readonly count: number;
	/** Offset and line of row 0, 64, 128… */
	readonly marks: Uint32Array;
};

export type ContentRow = {
	readonly start: number;
	readonly end: number;
	/** From 1. */
	readonly line: number;
	/** Whether the line began in an earlier row. */
	readonly isContinued: boolean;
};

const spacing = 64;
const newline = 0x0A;

/** Longer lines are cut into pieces, so that one line of a gigabyte costs no more than another. */
export const longestRow = 2048;

function pieceEnd(bytes: Uint8Array, start: number, lineEnd: number): number {
	let end = Math.min(start + longestRow, lineEnd);
	// A UTF-8 sequence isn't cut: its later bytes are 10xxxxxx.
	while (end < lineEnd && end > start + longestRow - 4 && (bytes[end]! & 0xC0) === 0x80) {
		end--;
	}

	return end;
}

function * walk(bytes: Uint8Array, from: number, line: number): Generator<ContentRow, undefined> {
	let start = from;
	let number = line;
	while (start < bytes.length) {
		const found = bytes.indexOf(newline, start);
		const lineEnd = found === -1 ? bytes.length : found;
		let isContinued = start > 0 && bytes[start - 1] !== newline;
		do {
			const end = pieceEnd(bytes, start, lineEnd);
			yield {
				start, end, line: number, isContinued,
			};
			start = end;
			isContinued = true;
		} while (start < lineEnd);

		start = lineEnd + 1;
		number++;
	}
}

/** Finds the rows of a text. */
export function contentRows(bytes: Uint8Array): ContentRows {
	const marks: number[] = [];
	let count = 0;
	for (const {start, line} of walk(bytes, 0, 1)) {
		if (count % spacing === 0) {
			marks.push(start, line);
		}

		count++;
	}

	return {bytes, count, marks: Uint32Array.from(marks)};
}

/** The rows from one on, without looking at those before it. */
export function * rowsFrom({bytes, count, marks}: ContentRows, first: number): Generator<ContentRow, undefined> {
	if (first >= count) {
		return;
	}

	const mark = Math.floor(first / spacing);
	let row = mark * spacing;
	for (const found of walk(bytes, marks[mark * 2]!, marks[(mark * 2) + 1]!)) {
		if (row >= first) {
			yield found;
		}

		row++;
	}
}

const tab = 0x09;
const backslash = 0x5C;
const carriageReturn = 0x0D;
const tabStop = 8;
const blanks = ' '.repeat(tabStop);

/** The next tab or backslash, or the end. */
function nextSpecial(bytes: Uint8Array, from: number, end: number): number {
	let at = from;
	while (at < end && bytes[at] !== tab && bytes[at] !== backslash) {
		at++;
	}

	return at;
}

/**
A row as it is shown: tabs become blanks, a line's last carriage return is left out, all else that isn't printable is escaped.
A backslash stays single, unlike in names: contents are full of them, and the hexadecimal form tells them from escapes.
*/
export function rowText(bytes: Uint8Array, {start, end}: ContentRow): SafeText {
	const isLineEnd = bytes[end] === newline || end === bytes.length;
	const last = isLineEnd && end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
	let text = ownText('');
	for (let from = start; from <= last;) {
		const at = nextSpecial(bytes, from, last);
		text = joinText([text, escapeBytes(bytes.subarray(from, at))]);
		if (at < last) {
			text = joinText([text, ownText(bytes[at] === tab ? blanks.slice(textWidth(text) % tabStop) : '\\')]);
		}

		from = at + 1;
	}

	return text;
}

/** Whether content is better looked at as hexadecimal: it has a NUL early on, or isn't UTF-8. */
export function isBinary(bytes: Uint8Array): boolean {
	const head = bytes.subarray(0, 8192);
	if (head.includes(0)) {
		return true;
	}

	try {
		new TextDecoder('utf-8', {fatal: true}).decode(head, {stream: true});
		return false;
	} catch {
		return true;
	}
}
