type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** The column itself where it has room for `length` values, else a copy at least twice as long; new values are 0. */
export function grown<Kind extends Column>(column: Kind, length: number): Kind {
	if (length <= column.length) {
		return column;
	}

	const Constructor = column.constructor as new (length: number) => Kind;
	const longer = new Constructor(Math.max(length, column.length * 2));
	longer.set(column);
	return longer;
}
