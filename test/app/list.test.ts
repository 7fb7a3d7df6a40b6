import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	keepPlace, move, scroll, select,
} from '../../source/app/list.ts';

test('inside the screen only the selection moves', () => {
	assert.deepEqual(move({selected: 3, top: 0}, 'down', 100, 10), {selected: 4, top: 0});
	assert.deepEqual(move({selected: 12, top: 10}, 'up', 100, 10), {selected: 11, top: 10});
});

test('past an edge it scrolls by half a screen', () => {
	assert.deepEqual(move({selected: 9, top: 0}, 'down', 100, 10), {selected: 10, top: 5});
	assert.deepEqual(move({selected: 10, top: 10}, 'up', 100, 10), {selected: 9, top: 5});
});

test('nothing goes beyond the ends', () => {
	assert.deepEqual(move({selected: 0, top: 0}, 'up', 100, 10), {selected: 0, top: 0});
	assert.deepEqual(move({selected: 0, top: 0}, 'last', 100, 10), {selected: 99, top: 90});
	assert.deepEqual(move({selected: 99, top: 90}, 'page-down', 100, 10), {selected: 99, top: 90});
	assert.deepEqual(move({selected: 2, top: 0}, 'first', 3, 10), {selected: 0, top: 0});
	assert.deepEqual(select({selected: 0, top: 0}, 5, 0, 10), {selected: 0, top: 0});
});

test('a row keeps its place on the screen when rows come in above it', () => {
	assert.deepEqual(keepPlace({selected: 20, top: 15}, 120, 200, 10), {selected: 120, top: 115});
});

test('a text scrolls to its last line and no further', () => {
	assert.equal(scroll(0, 'page-down', 15, 10), 5);
	assert.equal(scroll(5, 'down', 15, 10), 5);
	assert.equal(scroll(0, 'down', 3, 10), 0);
});
