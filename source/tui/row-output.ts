/** What Ink wants drawn: here only whole rows, which have nothing over or under them. */
export type DrawOperation = {
	readonly type: string;
	readonly x?: number;
	readonly y?: number;
	readonly text?: string;
	readonly transformers?: ReadonlyArray<(line: string, index: number) => string>;
};

/**
The screen as Ink would give it, where it is made of whole rows alone; `undefined` where anything is clipped, starts further right,
spans lines or lies over another, which is Ink's own to do. Rows are fitted and carry their own colours, so nothing is taken apart.
*/
export function joinRows(operations: readonly DrawOperation[], height: number): string | undefined {
	const rows = new Map<number, string>();
	for (const {type, x, y, text, transformers} of operations) {
		const isRow = type === 'write' && x === 0 && y !== undefined && text !== undefined && !text.includes('\n');
		if (!isRow || y < 0 || y >= height || rows.has(y)) {
			return undefined;
		}

		let row = text;
		for (const transform of transformers ?? []) {
			row = transform(row, 0);
		}

		rows.set(y, row.trimEnd());
	}

	return Array.from({length: height}, (_, y) => rows.get(y) ?? '').join('\n');
}
