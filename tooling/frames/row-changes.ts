import {
	cellsOf, endOfCells, isSameCell, type RowCells,
} from './row-cells.ts';
import {RowWriter} from './row-writer.ts';

/** What makes one row of a terminal, counted from 0, of another, `columns` wide: only what differs is written. */
export function rowChanges(row: number, before: string, after: string, columns: number): string {
	if (before === after) {
		return '';
	}

	const [old, wanted] = [cellsOf(before), cellsOf(after)];
	const writer = new RowWriter(row, wanted);
	if (old.rest === '' && wanted.rest === '') {
		changeCells(writer, old, wanted, columns);
	} else {
		changeRest(writer, old, wanted, columns);
	}

	return writer.end();
}

function changeCells(writer: RowWriter, old: RowCells, wanted: RowCells, columns: number): void {
	const end = Math.min(columns, endOfCells(wanted));
	writeChanged(writer, old, wanted, end);
	if (end < Math.min(columns, endOfCells(old))) {
		writer.clear(end);
	}
}

/** As long as both rows are cells, cells are compared; what follows is written anew as a whole. */
function changeRest(writer: RowWriter, old: RowCells, wanted: RowCells, columns: number): void {
	const starts = [old, wanted].filter(({rest}) => rest !== '').map(({characters}) => characters.length);
	const common = Math.min(columns, ...starts);
	writeChanged(writer, old, wanted, common);
	const isSame = starts[0] === starts[1] && old.rest === wanted.rest && old.restPen === wanted.restPen;
	if (isSame || common === columns) {
		return;
	}

	writer.clear(common);
	writer.write(common, Math.min(columns, wanted.characters.length));
	if (wanted.rest !== '') {
		writer.writeRest();
	}
}

function writeChanged(writer: RowWriter, old: RowCells, wanted: RowCells, end: number): void {
	for (let column = 0; column < end; column++) {
		const from = column;
		while (column < end && !isSameCell(old, wanted, column)) {
			column++;
		}

		if (column > from) {
			writer.write(from, column);
		}
	}
}
