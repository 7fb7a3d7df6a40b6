import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	contentRows, isBinary, rowsFrom, rowText,
} from '../../source/app/content-rows.ts';
import type {State} from '../../source/app/state.ts';
import type {Viewer} from '../../source/app/viewer.ts';
import {
	directory, file, hardlink, layerOf, symlink, whiteout,
} from '../helpers/layer-of.ts';
import {
	nameUnderCursor, opened, play, playAll, treeOf,
} from './play.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const content = (text: string) => ({type: 'content', bytes: bytesOf(text), isCut: false} as const);
const image = opened([
	layerOf(directory('d'), file('d/long', 'x'), file('d/old', 'old')),
	layerOf(hardlink('hard', 'd/long'), symlink('loop', 'loop'), symlink('soft', 'd/long'), symlink('void', 'nowhere'), whiteout('d/.wh.old')),
]);

function viewerOf(state: State): Viewer {
	const screen = state.screens.at(-1);
	assert.ok(screen?.kind === 'viewer');
	return screen.viewer;
}

const at = (row: number) => play(image, ...Array.from({length: row}, () => ({type: 'move', motion: 'down'} as const)));
const open = play(at(1), {type: 'view'});

test('hard and symbolic links are followed to the entry that holds the bytes', () => {
	for (const row of [1, 3]) {
		const {effects} = playAll(at(row), {type: 'view'});
		assert.deepEqual(effects, [{type: 'read-content', place: {layer: 0, offset: 1024, size: 1}, limit: 67_108_864}]);
	}
});

test('a link that leads nowhere or back to itself is said so', () => {
	assert.equal(play(at(2), {type: 'view'}).notice?.text, 'this link leads back to itself');
	assert.equal(play(at(4), {type: 'view'}).notice?.text, 'this link leads to nothing in the image');
	assert.equal(play(at(0), {type: 'view'}).notice?.text, 'this is a directory');
});

test('a link to a directory leads there', () => {
	const links = opened([layerOf(directory('usr'), directory('usr/bin'), symlink('bin', 'usr/bin'))]);
	const there = play(links, {type: 'enter'});
	assert.equal(nameUnderCursor(there), 'bin');
	assert.deepEqual(treeOf(there), ['+bin', '+usr', '+  bin <']);
});

test('what a layer removed is viewed as it was below', () => {
	const onRemoved = play(image, {type: 'unfold'}, {type: 'move', motion: 'down'}, {type: 'move', motion: 'down'});
	assert.deepEqual(playAll(onRemoved, {type: 'view'}).effects, [{type: 'read-content', place: {layer: 0, offset: 2048, size: 3}, limit: 67_108_864}]);
});

test('leaving while it is read stops the reading; leaving later does not', () => {
	assert.deepEqual(playAll(open, {type: 'back'}).effects, [{type: 'stop-content'}]);
	const {state, effects} = playAll(open, content('a\n'), {type: 'back'});
	assert.deepEqual(effects, []);
	assert.deepEqual(state.screens, []);
});

test('content that comes after the viewer was left changes nothing', () => {
	const left = play(open, {type: 'back'});
	assert.deepEqual(play(left, content('late')), left);
});

test('text is shown as text and switched to hexadecimal at the same bytes', () => {
	const text = play(open, content('0123456789abcde\n'.repeat(500)), {type: 'move', motion: 'page-down'});
	assert.equal(viewerOf(text).top, 36);
	const hex = play(text, {type: 'form'});
	assert.equal(viewerOf(hex).isHex, true);
	assert.equal(viewerOf(hex).top, 36, 'each row of 16 bytes is one line here');
	assert.equal(viewerOf(play(hex, {type: 'form'})).top, 36);
});

test('what is not text opens in hexadecimal', () => {
	const binary = play(open, {type: 'content', bytes: Uint8Array.of(0x7F, 0x45, 0, 1), isCut: false});
	assert.equal(viewerOf(binary).isHex, true);
});

test('a search goes to the next match, around the end, and back', () => {
	const lines = Array.from({length: 200}, (_, line) => line === 50 || line === 150 ? 'needle' : 'hay').join('\n');
	const found = play(open, content(lines), {type: 'ask', purpose: 'filter'}, {type: 'typed', text: 'needle'}, {type: 'accept'});
	const next = play(found, {type: 'match', by: 1});
	assert.deepEqual([found, next, play(next, {type: 'match', by: 1}), play(found, {type: 'match', by: -1})].map(state => viewerOf(state).match), [50, 150, 50, 150]);
	const {top} = viewerOf(found);
	assert.ok(top <= 50 && top + 37 > 50);
	assert.equal(play(found, {type: 'ask', purpose: 'filter'}, {type: 'erase', what: 'all'}, {type: 'typed', text: 'straw'}, {type: 'accept'}).notice?.text, 'nothing matches');
});

test('a match far to the right is brought into sight, and a match at the start brings the start back', () => {
	const found = play(open, content(`start\n${'x'.repeat(900)}needle${'y'.repeat(50)}\n`), {type: 'ask', purpose: 'filter'}, {type: 'typed', text: 'needle'}, {type: 'accept'});
	const {left} = viewerOf(found);
	assert.ok(left <= 900 && left + 114 > 906, `${left}`);
	const back = play(found, {type: 'ask', purpose: 'filter'}, {type: 'erase', what: 'all'}, {type: 'typed', text: 'start'}, {type: 'accept'});
	assert.equal(viewerOf(back).left, 0);
});

test('the text scrolls sideways by half a screen, and not beyond its end', () => {
	const text = play(open, content(`${'x'.repeat(200)}\nshort\n`));
	const lefts = [1, 2, 3, 9].map(times => viewerOf(play(text, ...Array.from({length: times}, () => ({type: 'unfold'} as const)))).left);
	assert.deepEqual(lefts, [57, 86, 86, 86]);
	assert.equal(viewerOf(play(text, {type: 'unfold'}, {type: 'unfold'}, {type: 'fold'}, {type: 'fold'})).left, 0);
	assert.equal(viewerOf(play(open, content('short\n'), {type: 'unfold'})).left, 0);
});

test('rows are found without walking from the start, and number the lines', () => {
	const rows = contentRows(bytesOf(Array.from({length: 1000}, (_, line) => `line ${line + 1}`).join('\n')));
	assert.equal(rows.count, 1000);
	for (const row of [0, 63, 64, 65, 640, 999]) {
		const found = rowsFrom(rows, row).next().value!;
		assert.equal(found.line, row + 1);
		assert.equal(rowText(rows.bytes, found), `line ${row + 1}`);
	}

	assert.equal(rowsFrom(rows, 1000).next().value, undefined);
});

test('a very long line is cut into rows, never inside a character', () => {
	const rows = contentRows(bytesOf(`${'é'.repeat(3000)}\nend`));
	const all = [...rowsFrom(rows, 0)];
	assert.deepEqual(all.map(({line, isContinued}) => [line, isContinued]), [[1, false], [1, true], [1, true], [2, false]]);
	assert.equal(all.slice(0, 3).map(row => rowText(rows.bytes, row)).join(''), 'é'.repeat(3000));
	const odd = contentRows(bytesOf(`x${'é'.repeat(3000)}`));
	assert.equal([...rowsFrom(odd, 0)].map(row => rowText(odd.bytes, row)).join(''), `x${'é'.repeat(3000)}`);
});

test('tabs go to the next stop, a line end of Windows is not shown, all else is escaped', () => {
	const rows = contentRows(bytesOf('a\tb\r\n\u{1B}[31m\\n\rx\n'));
	assert.deepEqual([...rowsFrom(rows, 0)].map(row => rowText(rows.bytes, row)), ['a       b', String.raw`\x1b[31m\n\x0dx`]);
});

test('an empty file has no rows; an empty line is one', () => {
	assert.equal(contentRows(new Uint8Array(0)).count, 0);
	assert.equal(contentRows(bytesOf('\n\n')).count, 2);
});

test('UTF-8 is text even where its first part ends inside a character; a NUL or another encoding is not', () => {
	assert.equal(isBinary(bytesOf('x'.repeat(8191) + 'é')), false);
	assert.equal(isBinary(Uint8Array.of(0x61, 0)), true);
	assert.equal(isBinary(Uint8Array.of(0xE9, 0x20)), true);
});
