import {narrowCharacters} from './narrow-characters.ts';
import {penAfter, type Pen} from './pen.ts';

/** A row as the cells of a terminal. */
export type RowCells = {
	/** By column; behind the last one the row is blank. */
	readonly characters: readonly string[];
	/** By column: what its character is written with. */
	readonly pens: readonly Pen[];
	/** What follows the cells, with its codes: all from the first character on about whose columns terminals may disagree. */
	readonly rest: string;
	/** What the rest is begun with. */
	readonly restPen: Pen;
};

const piece = new RegExp(String.raw`\u001B\[([\d;]*)m|${narrowCharacters}+`, 'y');

const known = new Map<string, RowCells>();
const mostKnown = 256;

/** Takes a row apart. What is drawn over another row was drawn a moment ago, and what the cursor has left comes back. */
export function cellsOf(row: string): RowCells {
	const cells = known.get(row) ?? takenApart(row);
	if (known.size >= mostKnown) {
		known.clear();
	}

	known.set(row, cells);
	return cells;
}

function takenApart(row: string): RowCells {
	const characters: string[] = [];
	const pens: Pen[] = [];
	let pen = '';
	let last = {at: 0, pen};
	for (let at = 0; at < row.length; at = piece.lastIndex) {
		piece.lastIndex = at;
		const [text, parameters] = piece.exec(row) ?? [];
		const next = text === undefined ? undefined : (parameters === undefined ? pen : penAfter(pen, parameters));
		if (next === undefined) {
			// A mark belongs to the character before it, so that one isn't certain either.
			return {
				characters: characters.slice(0, -1), pens: pens.slice(0, -1), rest: row.slice(last.at), restPen: last.pen,
			};
		}

		if (parameters === undefined) {
			for (const character of text!) {
				characters.push(character);
				pens.push(pen);
			}

			last = {at: piece.lastIndex - 1, pen};
		}

		pen = next;
	}

	return {
		characters, pens, rest: '', restPen: '',
	};
}

/** What stands in a column. */
export function characterAt({characters}: RowCells, column: number): string {
	return characters[column] ?? ' ';
}

/** What a column is written with. */
export function penAt({pens}: RowCells, column: number): Pen {
	return pens[column] ?? '';
}

/** Whether a column is the same in two rows. */
export function isSameCell(one: RowCells, other: RowCells, column: number): boolean {
	return characterAt(one, column) === characterAt(other, column) && penAt(one, column) === penAt(other, column);
}

/** The column behind the last one that isn't blank. */
export function endOfCells(cells: RowCells): number {
	let end = cells.characters.length;
	while (end > 0 && characterAt(cells, end - 1) === ' ' && penAt(cells, end - 1) === '') {
		end--;
	}

	return end;
}
