import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createStore} from '../../source/app/store.ts';
import {contexts} from '../../source/tui/context.ts';
import {helpEntries, keyTable} from '../../source/tui/help.ts';
import {pasteText, pressKeys} from '../../source/tui/key-message.ts';
import {keyLabel} from '../../source/tui/key-label.ts';
import {bindingOf, groups, hintsOf} from '../../source/tui/keymap.ts';
import {pastedKeys} from '../../source/tui/keys.ts';
import {file, layerOf} from '../helpers/layer-of.ts';
import {opened} from '../app/play.ts';

const bindings = groups.flatMap(group => group.bindings);

test('no key has two meanings in one context', () => {
	for (const context of contexts) {
		const keys = bindings.filter(binding => binding.contexts.includes(context)).flatMap(binding => binding.keys);
		assert.deepEqual(keys.filter((key, place) => keys.indexOf(key) !== place), [], context);
	}
});

test('nothing needs a key that a terminal can not tell or that tmux and screen take', () => {
	const taken = new Set(['ctrl-m', 'ctrl-i', 'ctrl-a', 'ctrl-b', 'ctrl-h', 'ctrl-j', 'ctrl-s', 'ctrl-q']);
	for (const {keys, description} of bindings) {
		assert.ok(keys.some(key => !taken.has(key)), description);
	}
});

test('whatever Esc does another key does too', () => {
	for (const {keys, description} of bindings.filter(({keys}) => keys.includes('escape'))) {
		assert.ok(keys.length > 1, description);
	}
});

test('every screen can be quit, and has a hint that says how', () => {
	const questions = new Set(['prompt', 'confirm', 'remove', 'refused']);
	for (const context of contexts) {
		assert.equal(bindingOf(context, 'ctrl-c')?.message.type, 'quit', context);
		if (!questions.has(context)) {
			assert.equal(bindingOf(context, 'q')?.message.type, 'quit', context);
			assert.ok(hintsOf(context).some(({message}) => message.type === 'quit'), context);
		}
	}
});

test('keys that hands know from elsewhere do the same', () => {
	const same = [
		['up', 'k'],
		['down', 'j'],
		['left', 'h'],
		['right', 'l'],
		['home', 'g'],
		['end', 'G'],
		['a', 'ctrl-l'],
		['=', 'ctrl-u'],
		['s', 'ctrl-o'],
		['x', 'ctrl-e'],
		['z', 'ctrl-space'],
	] as const;
	for (const [one, other] of same) {
		assert.ok(bindingOf('tree', one) !== undefined, one);
		assert.equal(bindingOf('tree', one), bindingOf('tree', other), other);
	}
});

test('the help and the readme tell every binding, by the same words', () => {
	const told = new Set(helpEntries({isAscii: false}).flatMap(entry => 'keys' in entry ? [entry.keys] : []).join(' ').split(' '));
	const table = keyTable();
	for (const {keys, message} of bindings.filter(({message}) => message.type !== 'depth')) {
		for (const key of keys) {
			const label = keyLabel(key, {isAscii: false});
			assert.ok(told.has(label), `${label} in the help`);
			assert.ok(table.includes(`\`${label}\``), `${label} in the readme, for ${message.type}`);
		}
	}
});

const files = opened([layerOf(...Array.from({length: 30}, (_, number) => file(`f${String(number).padStart(2, '0')}`)))]);

function pressed(...keys: readonly string[]) {
	const store = createStore(files, () => {
		throw new Error('no effect was expected');
	});
	pressKeys(store, keys);
	return store.getState();
}

test('keys that come in one piece all count, and each sees what the one before did', () => {
	assert.equal(pressed(...pastedKeys('jjjj')).tree.cursor.selected, 4);
	const state = pressed(...pastedKeys('/f2\rn'));
	assert.equal(state.tree.filter?.text, 'f2');
	assert.equal(state.prompt, undefined);
	assert.equal(state.tree.cursor.selected, 1, 'Enter went to the first match, f02, and n to the next, f20');
});

test('what is typed into a line is text, also where it is a key elsewhere', () => {
	assert.equal(pressed(...pastedKeys('/q j?x')).prompt?.text, 'q j?x');
	assert.equal(pressed('/', 'a', 'b', 'backspace', 'left', 'f5').prompt?.text, 'a');
});

test('a paste into a line never accepts it', () => {
	const store = createStore(files, () => undefined);
	pressKeys(store, ['/']);
	pasteText(store, 'f1\nrm -rf\n', pastedKeys('f1\nrm -rf\n'));
	assert.equal(store.getState().prompt?.text, 'f1 rm -rf');
});
