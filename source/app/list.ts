/** Which row of a list is selected, and which one is the first on the screen. */
export type Cursor = {
	readonly selected: number;
	readonly top: number;
};

/** Where a key wants to go. */
export type Motion = 'up' | 'down' | 'page-up' | 'page-down' | 'half-up' | 'half-down' | 'first' | 'last';

export const startCursor: Cursor = {selected: 0, top: 0};

function clamp(value: number, low: number, high: number): number {
	return Math.max(low, Math.min(value, high));
}

/** How many rows a motion goes, down being positive. */
export function rowsOf(motion: Motion, count: number, height: number): number {
	switch (motion) {
		case 'up': {
			return -1;
		}

		case 'down': {
			return 1;
		}

		case 'page-up': {
			return -Math.max(1, height - 1);
		}

		case 'page-down': {
			return Math.max(1, height - 1);
		}

		case 'half-up': {
			return -Math.max(1, Math.floor(height / 2));
		}

		case 'half-down': {
			return Math.max(1, Math.floor(height / 2));
		}

		case 'first': {
			return -count;
		}

		case 'last': {
			return count;
		}
	}
}

/**
Selects a row of a list with `count` rows, `height` of them on the screen. Past an edge it scrolls by half a screen,
because a scroll repaints everything and one for each key would be slow on a bad link.
*/
export function select(cursor: Cursor, selected: number, count: number, height: number): Cursor {
	const row = clamp(selected, 0, Math.max(0, count - 1));
	const last = Math.max(0, count - height);
	const isSeen = row >= cursor.top && row < cursor.top + height;
	const wanted = isSeen ? cursor.top : (row < cursor.top ? row - Math.ceil(height / 2) + 1 : row - Math.floor(height / 2));
	return {selected: row, top: clamp(wanted, 0, last)};
}

/** Moves the selection of a list. */
export function move(cursor: Cursor, motion: Motion, count: number, height: number): Cursor {
	return select(cursor, cursor.selected + rowsOf(motion, count, height), count, height);
}

/** Puts a row where the selected one was on the screen, so that nothing jumps when the rows around it change. */
export function keepPlace(cursor: Cursor, selected: number, count: number, height: number): Cursor {
	return select({selected, top: Math.max(0, selected - (cursor.selected - cursor.top))}, selected, count, height);
}

/** Scrolls a text of `count` lines. */
export function scroll(top: number, motion: Motion, count: number, height: number): number {
	return clamp(top + rowsOf(motion, count, height), 0, Math.max(0, count - height));
}
