/**
Ink's way of putting a frame together, made quick for screens that are whole rows: Ink parses every cell of every row into tokens for every
frame, which is nine tenths of what a key costs. A frame in which each write is one row of its own needs none of that.
Any other frame (two writes in a row, a clipped box, several lines in one write) goes Ink's own way.
*/
export function withRows(Output) {
	return class RowOutput extends Output {
		get() {
			return rowsOf(this.operations, this.height) ?? super.get();
		}
	};
}

function rowsOf(operations, height) {
	const rows = Array.from({length: height}, () => '');
	const isDrawn = new Set();
	for (const {type, x, y, text, transformers} of operations) {
		const isRow = type === 'write' && x === 0 && y >= 0 && y < height && !isDrawn.has(y) && !text.includes('\n');
		if (!isRow) {
			return undefined;
		}

		isDrawn.add(y);
		rows[y] = transformers.reduce((row, transform) => transform(row, 0), text).trimEnd();
	}

	return {output: rows.join('\n'), height};
}
