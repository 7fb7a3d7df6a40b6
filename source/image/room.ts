type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const leastRoom = 1024;
// Room that was never written to takes no memory: growing much at a time copies little, and leaves little to be freed.
const growth = 4;
// From so many bytes on memory comes from the system in pages, and untouched ones needn't be given back.
const untouchedFrom = 1024 * 1024;

// How far what was seen of a layer may speak for all of it.
const farthestGuess = 64;

/** A copy of a column with room for `length` values and more, so many as are `expected` in all where that is known; new values are 0. */
export function withRoom<Kind extends Column>(column: Kind, length: number, expected?: number): Kind {
	const guess = expected === undefined ? column.length * growth : Math.min(expected, column.length * farthestGuess);
	const larger = columnOf(column, Math.max(leastRoom, length, Math.ceil(guess), column.length + (column.length >>> 2)));
	larger.set(column);
	return larger;
}

/** A column's first values, alone in their buffer; the room behind them is left there where it takes no memory. */
export function withoutRoom<Kind extends Column>(column: Kind, length: number): Kind {
	return (column.byteLength >= untouchedFrom ? column.subarray(0, length) : column.slice(0, length)) as Kind;
}

function columnOf<Kind extends Column>(column: Kind, length: number): Kind {
	const Constructor = column.constructor as new (length: number) => Kind;
	return new Constructor(length);
}
