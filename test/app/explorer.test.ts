import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	directory, file, layerOf, symlink, whiteout,
} from '../helpers/layer-of.ts';
import {
	nameUnderCursor, opened, play, playAll, treeOf,
} from './play.ts';

const base = layerOf(directory('etc'), file('etc/motd', 'hello'), file('etc/passwd', 'root'), directory('usr'), directory('usr/bin'), file('usr/bin/sh', 'x'.repeat(900)));
const nginx = layerOf(directory('etc/nginx'), file('etc/nginx/nginx.conf', 'http'), file('etc/passwd', 'root www'), whiteout('etc/.wh.motd'));
const touch = layerOf(file('zz', ''), symlink('etc/link', 'passwd'));
const image = opened([base, nginx, touch]);

test('it opens at the top layer, merged, with the root unfolded one level and the cursor on the first row', () => {
	assert.equal(image.layer, 2);
	assert.deepEqual(treeOf(image), [' etc <', ' usr', '+zz']);
});

test('right unfolds a directory, then goes into it; left goes up, then folds it', () => {
	const inside = play(image, {type: 'unfold'}, {type: 'unfold'});
	assert.deepEqual(treeOf(inside), [' etc', '+  link <', '   nginx', '   passwd', ' usr', '+zz']);
	assert.deepEqual(treeOf(play(inside, {type: 'fold'})), [' etc <', '+  link', '   nginx', '   passwd', ' usr', '+zz']);
	assert.deepEqual(treeOf(play(inside, {type: 'fold'}, {type: 'fold'})), [' etc <', ' usr', '+zz']);
});

test('a layer that removes a file shows it where it was, and the layers above do not', () => {
	const below = play(image, {type: 'turn'}, {type: 'layer', by: -1});
	assert.deepEqual(treeOf(below), [' etc <', '-  motd', '+  nginx', '~  passwd', ' usr']);
});

test('the cursor stays on its path when the layer changes, and goes to the nearest folder where the path is not there', () => {
	const deep = opened([base, layerOf(file('usr/bin/new/tool'))]);
	const onTool = play(deep, {type: 'depth', depth: Number.POSITIVE_INFINITY}, {type: 'ask', purpose: 'filter'}, {type: 'typed', text: 'tool'}, {type: 'accept'}, {type: 'back'});
	assert.equal(nameUnderCursor(onTool), 'tool');
	const below = play(onTool, {type: 'layer', by: -1});
	assert.equal(nameUnderCursor(below), 'bin');
	assert.equal(nameUnderCursor(play(below, {type: 'layer', by: 1})), 'tool', 'and comes back with it');
});

test('only what a layer changed is shown unfolded, in its folders, and the merged tree comes back as it was', () => {
	const changed = play(image, {type: 'layer', by: -1}, {type: 'scope'});
	assert.deepEqual(treeOf(changed), [' etc <', '-  motd', '+  nginx', '+    nginx.conf', '~  passwd']);
	assert.deepEqual(treeOf(play(changed, {type: 'scope'})), [' etc <', ' usr']);
});

test('everything can be unfolded, folded, or unfolded to a depth', () => {
	assert.equal(play(image, {type: 'depth', depth: Number.POSITIVE_INFINITY}).tree.rows.count, 9);
	assert.deepEqual(treeOf(play(image, {type: 'depth', depth: 2})), [' etc <', '+  link', '   nginx', '   passwd', ' usr', '   bin', '+zz']);
	assert.deepEqual(treeOf(play(image, {type: 'depth', depth: 2}, {type: 'depth', depth: 1})), [' etc <', ' usr', '+zz']);
});

test('sorted by size the largest comes first, and the cursor stays on its path', () => {
	assert.deepEqual(treeOf(play(image, {type: 'sort'})), [' usr', ' etc <', '+zz']);
});

test('kinds of change are hidden and shown again', () => {
	const hidden = play(image, {type: 'hide', change: 'added'});
	assert.deepEqual(treeOf(hidden), [' etc <', ' usr']);
	assert.deepEqual(treeOf(play(hidden, {type: 'hide', change: 'added'})), treeOf(image));
});

test('the next change is found in folders that are folded, and what came with its folder is no stop of its own', () => {
	const below = play(image, {type: 'layer', by: -1});
	const first = play(below, {type: 'change', by: 1});
	const second = play(first, {type: 'change', by: 1});
	const third = play(second, {type: 'change', by: 1});
	assert.deepEqual([first, second, third].map(state => nameUnderCursor(state)), ['motd', 'nginx', 'passwd']);
	assert.equal(play(third, {type: 'change', by: 1}).notice?.text, 'no change of layer 1 below');
	assert.equal(nameUnderCursor(play(third, {type: 'change', by: -1})), 'nginx');
});

test('Enter in the layers opens the details, on a directory folds it, on a file asks for its content', () => {
	assert.equal(play(image, {type: 'focus', pane: 'layers'}, {type: 'enter'}).screens.at(-1)?.kind, 'details');
	assert.equal(play(image, {type: 'enter'}).tree.rows.count, 6);
	const {effects} = playAll(image, {type: 'unfold'}, {type: 'move', motion: 'down'}, {type: 'enter'});
	assert.deepEqual(effects, [{type: 'read-content', place: {layer: 1, offset: 2048, size: 8}, limit: 67_108_864}], 'the link is followed to the passwd of layer 1');
});

test('while layers are read the tree shows those that are merged, and follows them up', () => {
	const reading = opened([base, nginx, touch], {merged: 1});
	assert.equal(reading.layer, 2);
	assert.equal(reading.tree.shown, 0);
	assert.deepEqual(treeOf(reading), ['+etc <', '+usr']);
	assert.equal(play(reading, {type: 'unfold'}).tree.rows.count, 4);
});

test('while layers are read the cursor stays on the first row, whatever comes before it, until somebody touches it', () => {
	const layers = [base, layerOf(file('bin/sh'))];
	const reading = opened(layers, {merged: 1});
	const {lifetimes} = opened(layers).session;
	const merged = {
		type: 'merged', lifetimes: lifetimes!, count: 2, counts: [], totals: undefined,
	} as const;
	assert.deepEqual(treeOf(play(reading, merged)), ['+bin <', ' etc', ' usr']);
	assert.equal(nameUnderCursor(play(reading, {type: 'sort'}, merged)), 'etc', 'sorted it is no longer the first');
	assert.equal(nameUnderCursor(play(reading, {type: 'turn'}, merged)), 'etc');
	assert.equal(nameUnderCursor(play(reading, {type: 'move', motion: 'down'}, {type: 'move', motion: 'up'}, merged)), 'etc');
});

test('steps without a layer stand between the layers, and the cursor goes over them', () => {
	const step = (instruction: string, layer: number | undefined) => ({
		instruction, layer, created: undefined, comment: undefined,
	});
	const state = opened([base, nginx], {history: [step('ADD rootfs', 0), step('ENV A=1', undefined), step('RUN apt', 1), step('CMD sh', undefined)]});
	assert.deepEqual(state.layerCursor, {selected: 2, top: 0});
	assert.deepEqual(play(state, {type: 'focus', pane: 'layers'}, {type: 'move', motion: 'up'}).layerCursor, {selected: 0, top: 0});
});

test('a resize keeps the cursor in sight', () => {
	const files = layerOf(...Array.from({length: 100}, (_, number) => file(`f${String(number).padStart(3, '0')}`)));
	const state = play(opened([files]), {type: 'move', motion: 'last'}, {type: 'resize', size: {columns: 80, rows: 12}});
	const {cursor} = state.tree;
	assert.equal(cursor.selected, 99);
	assert.equal(cursor.selected - cursor.top < 8, true);
});

test('quitting is an effect and changes nothing', () => {
	assert.deepEqual(playAll(image, {type: 'quit', isCertain: false}), {state: image, effects: [{type: 'quit'}]});
});
