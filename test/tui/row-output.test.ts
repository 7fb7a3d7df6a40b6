import assert from 'node:assert/strict';
import {test} from 'node:test';
import xterm from '@xterm/headless';
import {type DrawOperation, joinRows} from '../../source/tui/row-output.ts';

type StockOutput = {
	readonly operations: readonly DrawOperation[];
	write(x: number, y: number, text: string, options: {transformers: never[]}): void;
	get(): {output: string; height: number};
};

// Ink doesn't export it.
const stockFile: string = new URL('../../node_modules/ink/build/output.js', import.meta.url).href;
const {default: InkOutput} = await import(stockFile) as {default: new (options: {width: number; height: number}) => StockOutput};

const width = 60;
const height = 12;
const pieces = ['plain', ' ', '\u001B[32m+\u001B[39m', '\u001B[7mname\u001B[27m', '日本', 'é', '\u001B[1m\u001B[34mdir\u001B[39m\u001B[22m', '│', '\u001B[2mold\u001B[22m', '  '];

/** Numbers that are the same in every run. */
function numbers(seed: number): (below: number) => number {
	let state = seed;
	return below => {
		state = ((state * 1_103_515_245) + 12_345) % 2_147_483_648;
		return Math.floor(state / 65_536) % below;
	};
}

async function cellsOf(output: string): Promise<string[]> {
	const terminal = new xterm.Terminal({
		cols: width, rows: height, allowProposedApi: true, convertEol: true,
	});
	await new Promise<void>(resolve => {
		terminal.write(output, resolve);
	});
	const cells: string[] = [];
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const cell = terminal.buffer.active.getLine(y)!.getCell(x)!;
			cells.push([y, x, cell.getChars().trim(), cell.getFgColor(), cell.isInverse(), cell.isBold(), cell.isDim()].join(' '));
		}
	}

	return cells;
}

test('rows look as Ink itself would draw them, cell by cell', async () => {
	const next = numbers(1);
	for (let frame = 0; frame < 200; frame++) {
		const stock = new InkOutput({width, height});
		for (let y = 0; y < height; y++) {
			const text = Array.from({length: next(8)}, () => pieces[next(pieces.length)]!).join('');
			stock.write(0, y, text, {transformers: []});
		}

		const joined = joinRows(stock.operations, height);
		assert.notEqual(joined, undefined);
		assert.deepEqual(await cellsOf(joined!), await cellsOf(stock.get().output));
	}
});

test('what is more than whole rows is left to Ink', () => {
	const write = (x: number, y: number, text = 'text') => ({
		type: 'write', x, y, text,
	});
	assert.equal(joinRows([write(1, 0)], height), undefined);
	assert.equal(joinRows([write(0, 0), write(0, 0)], height), undefined);
	assert.equal(joinRows([write(0, 0, 'two\nlines')], height), undefined);
	assert.equal(joinRows([write(0, height)], height), undefined);
	assert.equal(joinRows([{type: 'clip'}, write(0, 0), {type: 'unclip'}], height), undefined);
	assert.equal(joinRows([write(0, 2)], 4), '\n\ntext\n');
});
