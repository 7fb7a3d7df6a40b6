import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Key} from 'ink';
import {keyNames} from '../../source/tui/keys.ts';

const none: Key = {
	upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, pageDown: false, pageUp: false, home: false, end: false, return: false,
	escape: false, ctrl: false, shift: false, tab: false, backspace: false, delete: false, meta: false, super: false, hyper: false, capsLock: false, numLock: false,
};
const named = (input: string, key: Partial<Key> = {}) => keyNames(input, {...none, ...key});

test('a chunk of characters is a key for each of them', () => {
	assert.deepEqual(named('jjk'), ['j', 'j', 'k']);
	assert.deepEqual(named('/a b\r'), ['/', 'a', 'space', 'b', 'enter']);
	assert.deepEqual(named('x\u{3}'), ['x', 'ctrl-c']);
});

test('keys have names', () => {
	assert.deepEqual(named('', {upArrow: true}), ['up']);
	assert.deepEqual(named('', {pageDown: true}), ['page-down']);
	assert.deepEqual(named('\r', {return: true}), ['enter']);
	assert.deepEqual(named('', {tab: true, shift: true}), ['shift-tab']);
	assert.deepEqual(named('l', {ctrl: true}), ['ctrl-l']);
	assert.deepEqual(named(' ', {ctrl: true}), ['ctrl-space']);
	assert.deepEqual(named('G', {shift: true}), ['G']);
});

test('Esc and a key that come together are both', () => {
	assert.deepEqual(named('?', {meta: true}), ['escape', '?']);
	assert.deepEqual(named('', {escape: true, meta: true}), ['escape', 'escape']);
	assert.deepEqual(named('', {backspace: true, meta: true}), ['ctrl-w'], 'but Alt and Backspace erases a word, as in a shell');
});

test('keys without a name are no keys', () => {
	assert.deepEqual(named(''), []);
	assert.deepEqual(named('a', {eventType: 'release'}), []);
});
