import type {Figure, Measured, Unit} from './row.ts';

type Cells = readonly [what: string, figure: string, beside: string, ratio: string, target: string, verdict: string];

const head: Cells = ['what', 'figure', 'beside it', 'ratio', 'target', ''];
const isNumeric = [false, true, false, true, false, false];

/** The one table of all rows, in columns for a terminal. */
export function plainTable(rows: readonly Measured[]): string {
	const lines = [head, ...rows.flatMap(row => linesOf(row))];
	const widths = head.map((_, column) => Math.max(...lines.map(cells => isReason(cells) ? 0 : cells[column]!.length)));
	return lines.map(cells => cells.map((cell, column) => isNumeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)).join('  ').trimEnd()).join('\n');
}

/** The same table for the readme. */
export function markdownTable(rows: readonly Measured[]): string {
	const lines = rows.flatMap(row => linesOf(row));
	const rule = isNumeric.map(numeric => numeric ? '---:' : '---');
	return [head, rule, ...lines].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

// The reason is long and stands alone, so that it widens no column.
function isReason([, figure]: Cells): boolean {
	return figure === 'not measured';
}

function linesOf({row, figures, reason}: Measured): Cells[] {
	if (reason !== undefined) {
		return [[row.what, 'not measured', reason, '', '', '']];
	}

	return figures.flatMap(figure => linesOfFigure(figure));
}

/** What stands beside and the targets are one a line, the first with the figure itself. */
function linesOfFigure({what, value, unit, besides = [], targets = []}: Figure): Cells[] {
	const count = Math.max(1, besides.length, targets.length);
	return Array.from({length: count}, (_, line): Cells => {
		const beside = besides[line];
		const target = targets[line];
		return [
			line === 0 ? what : '',
			line === 0 ? format(value, unit) : '',
			beside === undefined ? '' : `${beside.what}: ${beside.isUnfinished ? 'more than ' : ''}${format(beside.value, unit)}`,
			beside === undefined ? '' : `${beside.isUnfinished ? '< ' : ''}${(value / beside.value).toFixed(2)} ×`,
			target === undefined ? '' : `${format(target.limit, unit)}${target.text === '' ? '' : ` (${target.text})`}`,
			target === undefined ? '' : verdict(value, target.limit),
		];
	});
}

function verdict(value: number, limit: number): string {
	if (Number.isNaN(value) || Number.isNaN(limit)) {
		return 'not known';
	}

	return value <= limit ? 'met' : 'short';
}

function format(value: number, unit: Unit): string {
	if (Number.isNaN(value)) {
		return 'not known';
	}

	if (unit === 'ms') {
		return `${value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ms`;
	}

	if (value < 10_000) {
		return `${Math.round(value).toLocaleString('en')} B`;
	}

	return value < 1e6 ? `${(value / 1e3).toFixed(1)} kB` : `${(value / 1e6).toFixed(value < 10e6 ? 2 : 0)} MB`;
}
