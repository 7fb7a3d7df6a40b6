import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {KeyMessage, Message} from '../../source/app/messages.ts';
import {update} from '../../source/app/update.ts';
import {lookOf} from '../../source/tui/look.ts';
import {groups} from '../../source/tui/keymap.ts';
import {screenLines} from '../../source/tui/screen.ts';
import {withCells, type FrameLog, type LogUpdate} from '../../tooling/frames/cell-update.ts';
import {opened} from '../app/play.ts';
import {
	directory, file, layerOf, symlink, whiteout,
} from '../helpers/layer-of.ts';
import {createRandom} from '../helpers/random-image.ts';
import {createScreen, type Screen} from './screens.ts';
import {randomFrame} from './random-frame.ts';

const {default: logUpdate} = await import(new URL('../../node_modules/ink/build/log-update.js', import.meta.url).href) as {default: LogUpdate<FrameLog>};
const cellUpdate = withCells(logUpdate);
const incremental = {incremental: true};

const layers = [
	layerOf(
		directory('etc'),
		file('etc/motd', 'hello'),
		file('etc/日本.txt', 'x'),
		file('naïve 🏗️ é.txt', 'y'),
		directory('opt'),
		file('opt/a'),
		...Array.from({length: 40}, (_, at) => file(`many/file-${at}`)),
	),
	layerOf(whiteout('etc/.wh.motd'), file('etc/日本.txt', 'xyz'), symlink('to', '../etc'), whiteout('opt/.wh..wh..opq')),
];
const history = ['RUN 日本 👍 apt', 'COPY 1'].map((instruction, layer) => ({
	instruction, layer, created: undefined, comment: undefined,
}));
const image = opened(layers, {size: {columns: 100, rows: 26}, history});

const messages: readonly Message[] = groups.flatMap(({bindings}) => bindings).map(({message}) => message)
	.filter((message): message is KeyMessage => message.type !== 'quit' && message.type !== 'suspend')
	.flatMap(message => [message, {type: 'move', motion: 'down'} as const]);

const sizes = [[100, 26], [120, 40], [80, 24], [60, 12], [100, 40]] as const;

/** What Ink's own way makes of a frame on an empty terminal. */
async function drawnByInk(frame: string, {stream: {columns, rows}}: Screen): Promise<readonly string[]> {
	const screen = createScreen(columns, rows);
	logUpdate.create(screen.stream)(frame);
	return screen.cells();
}

test('after any keys and sizes every cell is as Ink itself draws it', async () => {
	const random = createRandom(11);
	const screen = createScreen(100, 26);
	const stock = createScreen(100, 26);
	const draw = cellUpdate.create(screen.stream, incremental);
	let drawStock = logUpdate.create(stock.stream, incremental);
	let state = image;
	for (let press = 0; press < 400; press++) {
		if (press % 40 === 39) {
			const [columns, rows] = sizes[Math.floor(random() * sizes.length)]!;
			screen.resize(columns, rows);
			stock.resize(columns, rows);
			// As Ink does where a terminal was made smaller.
			drawStock.clear();
			stock.stream.write('\u001B[H\u001B[J');
			drawStock = logUpdate.create(stock.stream, incremental);
			[state] = update(state, {type: 'resize', size: {columns, rows}});
		}

		[state] = update(state, messages[Math.floor(random() * messages.length)]!);
		const frame = screenLines(state, lookOf({ascii: false, color: true})).map(row => row.trimEnd()).join('\n');
		draw(frame);
		drawStock(frame);
		assert.deepEqual(await screen.cells(), await stock.cells(), `key ${press}`);
	}
});

test('any frame over any other leaves nothing of it', async () => {
	const random = createRandom(3);
	const screen = createScreen(40, 8);
	const draw = cellUpdate.create(screen.stream, incremental);
	let rows = randomFrame(random, 40, 8);
	for (let trial = 0; trial < 1500; trial++) {
		const other = randomFrame(random, 40, 8);
		rows = rows.map((row, place) => random() < 0.4 ? other[place]! : row);
		const frame = rows.join('\n');
		draw(frame);
		assert.deepEqual(await screen.cells(), await drawnByInk(frame, screen), JSON.stringify(frame));
	}
});

test('a frame that is there already writes nothing, even where its codes are others', () => {
	const screen = createScreen(40, 2);
	const draw = cellUpdate.create(screen.stream, incremental);
	assert.equal(draw('\u001B[1m\u001B[34mblue\u001B[39m\u001B[22m\nrow'), true);
	const before = screen.written();
	for (const same of ['\u001B[1m\u001B[34mblue\u001B[39m\u001B[22m\nrow', '\u001B[34;1mblue\u001B[0m\nrow  ']) {
		assert.equal(draw(same), false);
	}

	assert.equal(screen.written(), before);
});

test('a frame is one write, which a terminal shows at once; whoever draws has to add nothing', () => {
	const screen = createScreen(40, 3);
	const writes: string[] = [];
	const draw = cellUpdate.create({...screen.stream, write: text => writes.push(text)}, incremental);
	draw('one\ntwo\nthree');
	draw('one\n2\n3');
	assert.equal(writes.length, 2);
	for (const write of writes) {
		assert.match(write, /^\u001B\[\?2026h[^]+\u001B\[\?2026l$/); // eslint-disable-line no-control-regex
	}

	assert.equal(draw.willRender('other'), false);
});

test('what is too wide for the terminal stays in its row', async () => {
	const screen = createScreen(20, 2);
	const draw = cellUpdate.create(screen.stream, incremental);
	draw('first\nsecond');
	draw(`${'a'.repeat(17)}日本語\nsecond`);
	const [[, second], [, wanted]] = await Promise.all([screen.cells(), drawnByInk('\nsecond', screen)]);
	assert.equal(second, wanted);
});

test('after the terminal was given away all is drawn again', async () => {
	const screen = createScreen(20, 2);
	const draw = cellUpdate.create(screen.stream, incremental);
	draw('one\ntwo');
	for (const forget of [draw.clear, draw.reset, draw.done]) {
		forget();
		screen.stream.write('\u001B[2;1Hsomething else\u001B[H');
		assert.equal(draw('one\ntwo'), true);
		assert.deepEqual(await screen.cells(), await drawnByInk('one\ntwo', screen));
	}
});

test('a frame with fewer rows leaves none of the others, and one that is too high doesn\'t scroll', async () => {
	const screen = createScreen(20, 3);
	const draw = cellUpdate.create(screen.stream, incremental);
	for (const frame of ['a\nb\nc', 'a\n', 'a\nb\nc', 'a\nb\nc\nd\ne', 'x\ny\nz']) {
		draw(frame);
		assert.deepEqual(await screen.cells(), await drawnByInk(frame.split('\n').slice(0, 3).join('\n'), screen));
	}
});

test('Ink\'s own way is left to whoever hasn\'t the whole terminal', () => {
	const screen = createScreen(20, 3);
	cellUpdate.create(screen.stream)('plain');
	assert.equal(screen.written() > 0, true);
	assert.throws(() => {
		(cellUpdate.create(screen.stream, incremental)).setCursorPosition({x: 0, y: 0});
	}, /hidden/);
});
