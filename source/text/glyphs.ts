/** The marks, rules and arrows of the screens, in UTF-8 or plain ASCII. */
export type Glyphs = {
	readonly cursor: string;
	readonly added: string;
	readonly changed: string;
	readonly removed: string;
	readonly opaque: string;
	/** Before a directory; as wide as each other. */
	readonly open: string;
	readonly closed: string;
	/** Beside the title of a column that rows are sorted by, largest or smallest first. */
	readonly descending: string;
	readonly ascending: string;
	readonly horizontal: string;
	readonly vertical: string;
	readonly down: string;
	readonly left: string;
	readonly up: string;
	readonly unknown: string;
	readonly ellipsis: string;
	readonly arrow: string;
	readonly enter: string;
	readonly upDown: string;
	readonly dash: string;
	/** From nothing to a full cell. */
	readonly bar: readonly string[];
};

const unicode: Glyphs = {
	cursor: '▶', added: '+', changed: '~', removed: '−', opaque: '◌', open: '▾', closed: '▸', descending: '▾', ascending: '▴',
	horizontal: '─', vertical: '│', down: '┬', left: '┤', up: '┴',
	unknown: '·', ellipsis: '…', arrow: '→', enter: '⏎', upDown: '↑↓', dash: '–',
	bar: ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
};

const plain: Glyphs = {
	cursor: '>', added: '+', changed: '~', removed: '-', opaque: 'o', open: '[-]', closed: '[+]', descending: 'v', ascending: '^',
	horizontal: '-', vertical: '|', down: '+', left: '+', up: '+',
	unknown: '.', ellipsis: '~', arrow: '->', enter: 'Enter', upDown: 'Up/Down', dash: '-',
	bar: ['', '#'],
};

/** The glyphs for a terminal that shows UTF-8, or for one that doesn't. */
export function glyphs(ascii: boolean): Glyphs {
	return ascii ? plain : unicode;
}

/** A bar of `share` (0 to 1) of `width` cells, not padded; anything above nothing shows at least the smallest piece. */
export function shareBar(share: number, width: number, {bar}: Glyphs): string {
	const steps = bar.length - 1;
	const pieces = Math.max(share > 0 ? 1 : 0, Math.round(Math.min(1, share) * width * steps));
	return bar[steps]!.repeat(Math.floor(pieces / steps)) + bar[pieces % steps]!;
}
