import stringWidth from 'string-width';

const texts = ['a', 'bc', ' ', '   ', 'word', '│', '▶', '─', 'é', 'é', '日本', '👍', '🏗️', '…', '−', 'ä', '\u00AD', 'x'.repeat(9)];
const codes = ['1', '2', '3', '4', '7', '9', '31', '34', '97', '41', '38;5;12', '48;2;1;2;3', '1;34', '0', '', '22', '23', '24', '27', '29', '39', '49'];
// Where a terminal measures otherwise Ink itself would write into the next row.
const margin = 8;

/** Rows of text and codes in no order, each narrower than the terminal. */
export function randomFrame(random: () => number, columns: number, rows: number): string[] {
	const one = (all: readonly string[]) => all[Math.floor(random() * all.length)]!;
	return Array.from({length: rows}, () => {
		let row = '';
		for (let pieces = Math.floor(random() * 12); pieces > 0; pieces--) {
			row += random() < 0.4 ? `\u001B[${one(codes)}m` : one(texts);
		}

		// As in every row that Ink draws, nothing is on behind its end.
		const whole = `${row}\u001B[0m`;
		return stringWidth(whole) <= columns - margin ? whole : 'short';
	});
}
