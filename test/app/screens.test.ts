import assert from 'node:assert/strict';
import {test} from 'node:test';
import {indentJson} from '../../source/app/indent-json.ts';
import {dateText} from '../../source/app/layer-text.ts';
import {layoutOf} from '../../source/app/layout.ts';
import {textOf} from '../../source/app/screen-text.ts';
import type {State} from '../../source/app/state.ts';
import {directory, file, layerOf} from '../helpers/layer-of.ts';
import {nameUnderCursor, opened, play} from './play.ts';

const image = opened([
	layerOf(directory('var'), file('var/cache', 'x'.repeat(100)), file('keep', 'k')),
	layerOf(file('var/cache', 'y')),
], {facts: {facts: [{instruction: 'ADD rootfs /'}, {instruction: 'RUN apt-get clean && ' + 'echo much more '.repeat(40)}]}});

function linesOf(state: State): string[] {
	const screen = state.screens.at(-1)!;
	assert.ok('top' in screen);
	return textOf(state, screen).map(({label = '', text}) => `${label} ${text}`.trim());
}

test('the details have the whole instruction, both digests and what is dead', () => {
	const lines = linesOf(play(image, {type: 'layer', by: -1}, {type: 'show', screen: 'details'}));
	assert.deepEqual(lines.slice(0, 2), ['ADD rootfs /', '']);
	assert.ok(lines.includes('digest not known from this source'));
	assert.ok(lines.includes(`diffID sha256:${'0'.repeat(64)}`));
	assert.ok(lines.includes('verified not verified'));
	assert.ok(lines.includes('dead 100 B by higher layers'));
});

test('a long text scrolls to its end and not beyond', () => {
	const low = play(image, {type: 'resize', size: {columns: 60, rows: 12}}, {type: 'show', screen: 'details'});
	const end = play(low, {type: 'move', motion: 'last'});
	const screen = end.screens.at(-1)!;
	assert.ok('top' in screen);
	assert.equal(screen.top, textOf(end, screen).length - 9);
	assert.deepEqual(play(end, {type: 'move', motion: 'down'}), end);
});

test('the dead paths lead to the layer that shipped them', () => {
	const list = play(image, {type: 'show', screen: 'dead'});
	const there = play(list, {type: 'enter'});
	assert.equal(there.layer, 0);
	assert.equal(nameUnderCursor(there), 'cache');
	assert.deepEqual(there.screens, []);
});

test('the dead paths that are shown follow the layers that come', () => {
	const reading = play(opened([layerOf(file('a', 'aa')), layerOf(file('a', 'b'))], {merged: 1}), {type: 'show', screen: 'dead'});
	const whole = opened([layerOf(file('a', 'aa')), layerOf(file('a', 'b'))]).session;
	const lengths = [reading, play(reading, {
		type: 'merged', lifetimes: whole.lifetimes!, count: 2, counts: [], totals: whole.totals,
	})].map(({screens}) => {
		const screen = screens.at(-1);
		return screen?.kind === 'dead' ? screen.paths.length : undefined;
	});
	assert.deepEqual(lengths, [0, 1]);
});

test('the key that opens a screen closes it again, and a screen is never there twice', () => {
	const twice = play(image, {type: 'show', screen: 'config'}, {type: 'show', screen: 'help'}, {type: 'show', screen: 'config'});
	assert.deepEqual(twice.screens.map(({kind}) => kind), ['help', 'config']);
	assert.deepEqual(play(twice, {type: 'show', screen: 'config'}).screens.map(({kind}) => kind), ['help']);
});

test('JSON is indented without changing a number, an escape or a doubled key', () => {
	assert.equal(indentJson(String.raw`{"a":1.0,"a":[],"b":{"c":["\u0041, {}",12345678901234567890]}}`), [
		'{', '  "a": 1.0,', '  "a": [],', '  "b": {', '    "c": [', String.raw`      "\u0041, {}",`, '      12345678901234567890', '    ]', '  }', '}',
	].join('\n'));
	assert.equal(indentJson('{"cut": "off'), '{\n  "cut": "off');
});

test('the layout never has more rows or columns than the terminal', () => {
	for (let columns = 40; columns <= 220; columns += 3) {
		for (let rows = 10; rows <= 70; rows += 3) {
			for (const steps of [0, 1, 8, 40, 127]) {
				const layout = layoutOf({columns, rows}, steps);
				assert.equal(layout.kind === 'two-panes' ? layout.left + 1 + layout.right : layout.left, columns);
				assert.equal(layout.treeRows + 4, rows);
				const rule = layout.detailRows === 0 ? 0 : 1;
				assert.equal(layout.layerRows + rule + layout.detailRows, layout.treeRows);
				assert.ok(layout.layerRows >= 1 && layout.right >= 29);
			}
		}
	}
});

test('a terminal that is too small is told so', () => {
	assert.equal(layoutOf({columns: 39, rows: 24}, 5).kind, 'too-small');
	assert.equal(layoutOf({columns: 80, rows: 9}, 5).kind, 'too-small');
	assert.equal(layoutOf({columns: 40, rows: 10}, 5).kind, 'one-pane');
});

test('dates are told in UTC, whatever zone they were written in; one that was never set is not known', () => {
	const dates = ['2024-05-01T12:00:10Z', '2025-01-26T22:54:00.500849935-05:00', '0001-01-01T00:00:00Z', 'yesterday', undefined];
	assert.deepEqual(dates.map(date => dateText(date)), ['2024-05-01 12:00:10 UTC', '2025-01-27 03:54:00 UTC', 'not known', 'yesterday', 'not known']);
});
