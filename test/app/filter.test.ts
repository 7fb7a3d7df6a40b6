import assert from 'node:assert/strict';
import {test} from 'node:test';
import {matcherOf} from '../../source/app/filter.ts';
import type {State} from '../../source/app/state.ts';
import {directory, file, layerOf} from '../helpers/layer-of.ts';
import {
	nameUnderCursor, opened, play, treeOf,
} from './play.ts';

const image = opened([layerOf(directory('etc'), file('etc/hosts'), file('etc/nginx.conf'), directory('usr'), directory('usr/nginx'), file('usr/nginx/a.conf'), file('usr/README'))]);
const typed = (text: string) => [{type: 'ask', purpose: 'filter'}, {type: 'typed', text}] as const;

test('while it is typed the tree keeps the matches in their folders', () => {
	const state = play(image, ...typed('nginx'));
	assert.deepEqual(treeOf(state).map(row => row.slice(1)), ['etc <', '  nginx.conf', 'usr', '  nginx']);
});

test('Enter takes it and goes to the first match; n and N go on, around the end', () => {
	const taken = play(image, ...typed('nginx'), {type: 'accept'});
	const next = play(taken, {type: 'match', by: 1});
	assert.deepEqual([taken, next, play(next, {type: 'match', by: 1}), play(taken, {type: 'match', by: -1})].map(state => nameUnderCursor(state)), ['nginx.conf', 'nginx', 'nginx.conf', 'nginx']);
});

test('Esc while typing brings back what was there before, and Esc later clears the filter', () => {
	const taken = play(image, ...typed('hosts'), {type: 'accept'});
	const refused = play(taken, {type: 'ask', purpose: 'filter'}, {type: 'typed', text: 'x'}, {type: 'refuse'});
	assert.equal(refused.tree.filter?.text, 'hosts');
	assert.equal(refused.prompt, undefined);
	const cleared = play(refused, {type: 'back'});
	assert.equal(cleared.tree.filter, undefined);
	assert.deepEqual(treeOf(cleared).map(row => row.slice(1)), ['etc', '  hosts <', '  nginx.conf', 'usr'], 'with the cursor on what was found');
});

test('under a filter folders fold and unfold as ever, and another filter begins anew', () => {
	const taken = play(image, ...typed('nginx'), {type: 'accept'});
	const names = (state: State) => treeOf(state).map(row => row.slice(1));
	const folded = play(taken, {type: 'fold'}, {type: 'turn'});
	assert.deepEqual(names(folded), ['etc <', 'usr', '  nginx']);
	assert.deepEqual(names(play(folded, {type: 'enter'})), ['etc <', '  nginx.conf', 'usr', '  nginx']);
	assert.deepEqual(names(play(taken, {type: 'fold'}, {type: 'fold'})), names(folded));
	assert.deepEqual(names(play(taken, {type: 'depth', depth: 1})), ['etc <', 'usr']);
	assert.deepEqual(names(play(folded, ...typed('x'), {type: 'erase', what: 'character'})), ['etc <', '  nginx.conf', 'usr', '  nginx']);
	assert.deepEqual(names(play(folded, {type: 'back'})), ['etc <', 'usr'], 'and what was folded before is as it was');
});

test('a match that was folded away is gone to all the same', () => {
	const folded = play(image, ...typed('nginx'), {type: 'accept'}, {type: 'depth', depth: 1});
	assert.equal(nameUnderCursor(folded), 'etc');
	const next = play(folded, {type: 'match', by: 1});
	assert.deepEqual([next, play(next, {type: 'match', by: 1}), play(folded, {type: 'match', by: -1})].map(state => nameUnderCursor(state)), ['nginx.conf', 'nginx', 'nginx']);
});

test('a folder that was looked for can be looked into', () => {
	const found = play(image, ...typed('^nginx$'), {type: 'expression'}, {type: 'accept'});
	assert.deepEqual(treeOf(found).map(row => row.slice(1)), ['usr', '  nginx <']);
	const open = play(found, {type: 'enter'});
	assert.deepEqual(treeOf(open).map(row => row.slice(1)), ['usr', '  nginx <', '    a.conf']);
	assert.equal(nameUnderCursor(play(open, {type: 'unfold'}, {type: 'match', by: -1})), 'nginx');
});

test('a text with a slash is looked for in the path', () => {
	assert.deepEqual(treeOf(play(image, ...typed('usr/ng'))).map(row => row.slice(1)), ['usr <', '  nginx', '    a.conf']);
});

test('an expression that is not one yet says so and filters nothing away', () => {
	const state = play(image, ...typed('host'), {type: 'expression'}, {type: 'typed', text: '('});
	assert.notEqual(state.prompt?.problem, undefined);
	assert.equal(state.tree.filter?.text, 'host');
	assert.equal(play(state, {type: 'accept'}).prompt?.text, 'host(', 'and is not taken');
	assert.deepEqual(treeOf(play(state, {type: 'typed', text: 's|x)'})).map(row => row.slice(1)), ['etc <', '  hosts']);
});

test('backspace erases, and leaves the line when nothing is left', () => {
	const state = play(image, ...typed('ab'), {type: 'erase', what: 'character'});
	assert.equal(state.prompt?.text, 'a');
	assert.equal(play(state, {type: 'erase', what: 'character'}, {type: 'erase', what: 'character'}).prompt, undefined);
});

test('case counts only where something upper case is looked for', () => {
	const finds = (text: string, name: string) => {
		const matcher = matcherOf({text, isRegularExpression: false});
		return 'test' in matcher && matcher.test(name);
	};

	assert.equal(finds('readme', 'README'), true);
	assert.equal(finds('README', 'readme'), false);
	assert.equal(finds('a.c', 'abc'), false, 'a plain text is no expression');
	assert.equal(finds(String.raw`$()*+./?[\]^{|}-`, String.raw`x$()*+./?[\]^{|}-`), true);
});
