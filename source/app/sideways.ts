import {
	rowsFrom, rowText, type ContentRow, type ContentRows,
} from './content-rows.ts';
import {type Size, screenRows} from './layout.ts';
import type {Viewer} from './viewer.ts';

/** Columns that the line numbers of a text take, with the blanks after them: wide enough for every line, so that the text stays where it is. */
export function numberColumns({count}: Pick<ContentRows, 'count'>): number {
	return Math.max(4, String(count).length + 1) + 2;
}

function textColumns(rows: ContentRows, columns: number): number {
	return Math.max(8, columns - numberColumns(rows));
}

function lengthOf(text: string): number {
	return [...text].length;
}

/** How many characters the longest row on the screen has. */
function longestSeen(rows: ContentRows, top: number, height: number): number {
	let longest = 0;
	let seen = 0;
	for (const row of rowsFrom(rows, top)) {
		if (seen === height) {
			break;
		}

		longest = Math.max(longest, lengthOf(rowText(rows.bytes, row)));
		seen++;
	}

	return longest;
}

/** The first column after a step of half the screen to the left or right; not beyond the end of what is on the screen. */
export function sideways({rows, top, left}: Viewer, by: -1 | 1, size: Size): number {
	if (rows === undefined) {
		return left;
	}

	const columns = textColumns(rows, size.columns);
	const step = Math.floor(columns / 2);
	const last = Math.max(left, longestSeen(rows, top, screenRows(size)) - columns);
	return by === 1 ? Math.min(left + step, last) : Math.max(0, left - step);
}

/** The first column with which what is looked for is seen in a row: the same as before where it is seen already. */
export function leftFor({rows, left}: Viewer, row: ContentRow, find: RegExp, columns: number): number {
	if (rows === undefined) {
		return left;
	}

	const text = rowText(rows.bytes, row);
	find.lastIndex = 0;
	const found = find.exec(text);
	if (found === null) {
		return left;
	}

	const room = textColumns(rows, columns);
	const start = lengthOf(text.slice(0, found.index));
	const end = start + Math.min(lengthOf(found[0]), room);
	const seesAll = (first: number) => start >= first && end < first + room;
	return seesAll(left) ? left : (seesAll(0) ? 0 : Math.max(0, start - Math.floor(room / 3)));
}
