/** The terminal, in cells. */
export type Size = {readonly columns: number; readonly rows: number};

/** Where the explorer's panes are; all in cells. */
export type Layout = {
	readonly kind: 'too-small' | 'one-pane' | 'two-panes';
	readonly columns: number;
	/** Rows between the title rule and the last line. */
	readonly body: number;
	/** The layers pane. */
	readonly left: number;
	/** The tree pane. */
	readonly right: number;
	/** Rows of the tree below its line of titles. */
	readonly treeRows: number;
	/** Rows of the layers pane below its line of titles. */
	readonly layerRows: number;
	/** Rows of the selected layer's details below it; 0 where they have a screen of their own. */
	readonly detailRows: number;
};

export const smallest: Size = {columns: 40, rows: 10};

// The header, the title rule and the last line.
const frame = 3;
const detailsFrom = 24;
const twoPanesFrom = 72;

/** Divides the screen; `steps` is how many rows the layers pane would like. */
export function layoutOf({columns, rows}: Size, steps: number): Layout {
	const body = Math.max(2, rows - frame);
	const list = body - 1;
	const onePane: Layout = {
		kind: 'one-pane', columns, body, left: columns, right: columns, treeRows: list, layerRows: list, detailRows: 0,
	};
	if (columns < smallest.columns || rows < smallest.rows) {
		return {...onePane, kind: 'too-small'};
	}

	if (columns < twoPanesFrom) {
		return onePane;
	}

	// Steps and names share what a wider terminal gives, but names are longer.
	const left = Math.round(43 + ((Math.min(columns, 120) - 80) * 0.3) + (Math.max(0, columns - 120) * 0.25));
	const twoPanes: Layout = {
		...onePane, kind: 'two-panes', left, right: columns - left - 1,
	};
	if (rows < detailsFrom) {
		return twoPanes;
	}

	const fewest = Math.min(14, Math.ceil(body * 0.45));
	const layerRows = Math.max(3, Math.min(steps, list - 1 - fewest));
	return {...twoPanes, layerRows, detailRows: list - 1 - layerRows};
}

// From so many rows of a screen on, so large a share of them says all about the selected row of a list.
const detailsOfRowsFrom = 14;
const detailsShare = 0.4;
const mostDetails = 12;

/** Rows at the end of a list that say all about its selected row, their rule included; 0 where there is no room, or such lists have none. */
export function rowDetails(size: Size, {kind}: {readonly kind: string}): number {
	const height = screenRows(size);
	return (kind === 'picker' || kind === 'compare') && height >= detailsOfRowsFrom ? Math.min(mostDetails, Math.floor(height * detailsShare)) : 0;
}

/** Rows of a list on a screen of its own: below its line of titles, above the details of its row. */
export function listRows(size: Size, screen: {readonly kind: string}): number {
	return Math.max(1, screenRows(size) - 1 - rowDetails(size, screen));
}

/** Rows for a screen of its own: all but the header, its title rule and the last line. */
export function screenRows({rows}: Size): number {
	return Math.max(1, rows - frame);
}
