import {grown} from './grown.ts';

/** Rows of a tree from its top; columns may be longer than `count`. */
export type KnownRows = {
	readonly count: number;
	readonly nodes: Int32Array;
	/** 0 for what is in the root. */
	readonly depths: Uint16Array;
};

/** The rows of a tree from top to bottom. They are made when they are asked for: its own facts are those of all rows. */
export type TreeRows = KnownRows & {
	/** At least so many rows, or all where there are fewer: enough for a screen, of a million. */
	readonly first: (wanted: number) => KnownRows;
	/** The row of a node, or -1; rows below it needn't be made. */
	readonly rowOf: (node: number) => number;
};

/** Where rows are added. */
export type GrowingRows = {count: number; nodes: Int32Array; depths: Uint16Array};

type RowMaker = {
	/** Adds the next rows until there are so many, or no more. */
	readonly addRows: (rows: GrowingRows, wanted: number) => void;
	readonly hasRow: (node: number) => boolean;
};

const leastRoom = 256;

/** Rows that are added when somebody asks for so many; what is made is kept. */
export function rowsOnDemand({addRows, hasRow}: RowMaker): TreeRows {
	const rows: GrowingRows = {count: 0, nodes: new Int32Array(leastRoom), depths: new Uint16Array(leastRoom)};
	const first = (wanted: number): KnownRows => {
		if (rows.count < wanted) {
			addRows(rows, wanted);
		}

		return rows;
	};

	return {
		get count() {
			return first(Number.POSITIVE_INFINITY).count;
		},
		get nodes() {
			return first(Number.POSITIVE_INFINITY).nodes;
		},
		get depths() {
			return first(Number.POSITIVE_INFINITY).depths;
		},
		first,
		rowOf: node => hasRow(node) ? findRow(first, node) : -1,
	};
}

function findRow(first: TreeRows['first'], node: number): number {
	let looked = 0;
	let known = first(1);
	while (looked < known.count) {
		const found = known.nodes.subarray(looked, known.count).indexOf(node);
		if (found !== -1) {
			return looked + found;
		}

		looked = known.count;
		known = first(looked * 2);
	}

	return -1;
}

/** Adds a row. */
export function addRow(rows: GrowingRows, node: number, depth: number): void {
	if (rows.count === rows.nodes.length) {
		rows.nodes = grown(rows.nodes, rows.count + 1);
		rows.depths = grown(rows.depths, rows.count + 1);
	}

	rows.nodes[rows.count] = node;
	rows.depths[rows.count] = depth;
	rows.count++;
}

/** The rows of a tree that isn't there yet. */
export const noRows: TreeRows = rowsOnDemand({
	addRows() {
		// There are none.
	},
	hasRow: () => false,
});
