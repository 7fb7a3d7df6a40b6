import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {KeyMessage, Message} from '../../source/app/messages.ts';
import {update} from '../../source/app/update.ts';
import {lookOf} from '../../source/tui/look.ts';
import {groups} from '../../source/tui/keymap.ts';
import {screenLines} from '../../source/tui/screen.ts';
import {
	directory, file, layerOf, symlink, whiteout,
} from '../helpers/layer-of.ts';
import {opened} from '../app/play.ts';
import {painted} from './drawn.tsx';

type Write = {readonly type: 'write'; readonly x: number; readonly y: number; readonly text: string; readonly transformers: ReadonlyArray<(row: string, line: number) => string>};
type Output = {write(x: number, y: number, text: string, options: {transformers: Write['transformers']}): void; get(): {output: string; height: number}};
type OutputClass = new (options: {width: number; height: number}) => Output;

const location = (path: string) => new URL(path, import.meta.url).href;
const {default: InkOutput} = await import(location('../../node_modules/ink/build/output.js')) as {default: OutputClass};
const {withRows} = await import(location('../../tooling/row-output.js')) as {withRows: (output: OutputClass) => OutputClass};
const RowOutput = withRows(InkOutput);

type Writes = ReadonlyArray<readonly [x: number, y: number, text: string]>;

function frameOf(Output: OutputClass, writes: Writes, transformers: Write['transformers'] = [row => row]): string {
	const output = new Output({width: 100, height: 26});
	for (const [x, y, text] of writes) {
		output.write(x, y, text, {transformers});
	}

	return output.get().output;
}

const rowsOf = (frame: string): Writes => frame.split('\n').map((row, y) => [0, y, row]);

/** Fails unless both ways make the same cells of the same writes; how the codes of their colours are written may differ. */
function assertSame(writes: Writes): void {
	assert.equal(frameOf(InkOutput, rowsOf(frameOf(RowOutput, writes))), frameOf(InkOutput, writes));
}

const image = opened([
	layerOf(directory('etc'), file('etc/motd', 'hello'), file('etc/日本.txt', 'x'), file('naïve 🏗️ é.txt', 'y'), directory('opt'), file('opt/a')),
	layerOf(whiteout('etc/.wh.motd'), file('etc/日本.txt', 'xyz'), symlink('to', '../etc'), whiteout('opt/.wh..wh..opq')),
], {size: {columns: 100, rows: 26}});

const messages: readonly Message[] = groups.flatMap(({bindings}) => bindings).map(({message}) => message)
	.filter((message): message is KeyMessage => message.type !== 'quit' && message.type !== 'suspend')
	.flatMap(message => [message, {type: 'move', motion: 'down'} as const]);

/** The same numbers every time, well mixed. */
function * mixed(seed: number): Generator<number, undefined> {
	for (let state = seed; ;) {
		state = ((state * 1_103_515_245) + 12_345) % 2_147_483_648;
		yield state >>> 8;
	}
}

test('after any keys the rows are those that Ink itself draws', () => {
	const numbers = mixed(7);
	let state = image;
	for (let press = 0; press < 250; press++) {
		[state] = update(state, messages[numbers.next().value! % messages.length]!);
		const color = press % 10 !== 0;
		const rows = screenLines(state, lookOf({ascii: false, color})).join('\n');
		assertSame(rowsOf(rows));
		assert.equal(painted(state, {color}), frameOf(InkOutput, rowsOf(rows)));
	}
});

test('rows need not come in order, nor be all there', () => {
	assertSame([[0, 3, 'last'], [0, 0, 'plain  '], [0, 1, '\u{1B}[1m\u{1B}[34mblue\u{1B}[39m\u{1B}[22m and 日本 ']]);
});

test('a line of several is what is made of it by its number', () => {
	const writes: Writes = [[0, 2, 'a\nb\nc'], [0, 0, 'x'], [0, 7, ' \n ']];
	const transformers = [(row: string, line: number) => `${row}${line}`, (row: string, line: number) => line === 1 ? '' : `\u{1B}[34m日本${row}\u{1B}[39m `];
	assert.equal(frameOf(InkOutput, rowsOf(frameOf(RowOutput, writes, transformers))), frameOf(InkOutput, writes, transformers));
	assert.match(frameOf(RowOutput, writes, transformers), /日本x0[^]*日本a0[^]*日本c2[^]*日本 0/);
});

test('what is more than rows goes Ink\'s own way', () => {
	const frames: readonly Writes[] = [
		[[0, 0, 'left'], [10, 0, 'right']],
		[[0, 0, 'under'], [0, 0, 'ov']],
		[[0, 0, 'two\nlines'], [0, 1, 'ov']],
		[[3, 1, 'moved']],
		[[0, 99, 'outside'], [0, 0, 'in']],
		[[0, 25, 'last\noutside']],
		[[0, 0, '\u{1B}[34mtwo\nblue\u{1B}[39m lines']],
	];
	for (const writes of frames) {
		assert.equal(frameOf(RowOutput, writes), frameOf(InkOutput, writes));
	}
});
