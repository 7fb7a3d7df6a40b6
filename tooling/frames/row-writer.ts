import {changePen, type Pen} from './pen.ts';
import {characterAt, penAt, type RowCells} from './row-cells.ts';

/** Writes parts of one row of the terminal; it knows where the cursor is and what it writes with, which is nothing at the start and at the end. */
export class RowWriter {
	#text = '';
	#pen: Pen = '';
	#column = -1;
	readonly #row: number;
	readonly #cells: RowCells;

	/** `row` is counted from 0; `cells` are what will be there. */
	constructor(row: number, cells: RowCells) {
		this.#row = row;
		this.#cells = cells;
	}

	/** Writes the cells from a column on, up to another. */
	write(from: number, to: number): void {
		this.#goTo(from);
		for (let column = from; column < to; column++) {
			this.#take(penAt(this.#cells, column));
			this.#text += characterAt(this.#cells, column);
		}

		this.#column = to;
	}

	/** Clears from a column on. */
	clear(from: number): void {
		this.#goTo(from);
		// Terminals clear with the colours that are on.
		this.#take('');
		this.#text += '\u001B[K';
	}

	/** Writes what may take more columns than there are: never into the next row. */
	writeRest(): void {
		this.#take(this.#cells.restPen);
		this.#text += `\u001B[?7l${this.#cells.rest}\u001B[?7h\u001B[m`;
		this.#pen = '';
	}

	/** Everything that was written. */
	end(): string {
		this.#take('');
		return this.#text;
	}

	#goTo(column: number): void {
		if (this.#column === column) {
			return;
		}

		const move = this.#column === -1 ? `\u001B[${this.#row + 1};${column + 1}H` : `\u001B[${column + 1}G`;
		this.#text += this.#between(column, move.length) ?? move;
		this.#column = column;
	}

	/** The cells on the way to a column, where writing them again takes no more than `most` bytes. */
	#between(column: number, most: number): string | undefined {
		if (this.#column === -1 || column - this.#column > most) {
			return undefined;
		}

		let text = '';
		for (let at = this.#column; at < column; at++) {
			if (penAt(this.#cells, at) !== this.#pen || characterAt(this.#cells, at) > '~') {
				return undefined;
			}

			text += characterAt(this.#cells, at);
		}

		return text;
	}

	#take(pen: Pen): void {
		this.#text += changePen(this.#pen, pen);
		this.#pen = pen;
	}
}
