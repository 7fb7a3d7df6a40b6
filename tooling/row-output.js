/**
Ink's way of putting a frame together, made quick for screens that are whole rows: Ink parses every cell of every row into tokens for every
frame, which is nine tenths of what a key costs. A frame in which each line of each write is one row of its own needs none of that.
Any other frame (two writes in a row, a clipped box, a colour that goes on in the next line) goes Ink's own way.
*/
export function withRows(Output) {
	return class RowOutput extends Output {
		get() {
			return rowsOf(this.operations, this.height) ?? super.get();
		}
	};
}

function rowsOf(operations, height) {
	const rows = Array.from({length: height}, () => undefined);
	for (const {type, x, y, text, transformers} of operations) {
		const lines = type === 'write' && x === 0 && !(text.includes('\n') && text.includes('\u001B')) ? text.split('\n') : [];
		const isFree = lines.length > 0 && lines.every((_, place) => y + place >= 0 && y + place < height && rows[y + place] === undefined);
		if (!isFree) {
			return undefined;
		}

		for (const [place, line] of lines.entries()) {
			rows[y + place] = transformers.reduce((row, transform) => transform(row, place), line).trimEnd();
		}
	}

	return {output: rows.map(row => row ?? '').join('\n'), height};
}
