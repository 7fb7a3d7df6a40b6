import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {State} from '../../source/app/state.ts';
import {LayerscopeError} from '../../source/errors.ts';
import type {AskedFacts} from '../../source/image/asked-facts.ts';
import {opened, play, playAll} from './play.ts';
import {containerLayers, explored} from './explored-container.ts';

const fileFacts: AskedFacts = {
	type: 'file', mode: 0o640, size: 11, mtime: 5, target: new Uint8Array(0),
};
const limit = 67_108_864;

/** The explorer with the cursor on the row of this number. */
function at(row: number, state: State = explored()): State {
	return play(state, ...Array.from({length: row}, () => ({type: 'move', motion: 'down'} as const)));
}

function answer(state: State, facts: AskedFacts) {
	const {state: asking, effects} = playAll(state, {type: 'enter'});
	const [effect] = effects;
	assert.ok(effect?.type === 'ask');
	return playAll(asking, {type: 'asked', question: effect.question, facts});
}

function viewed(state: State): string | undefined {
	const screen = state.screens.at(-1);
	return screen?.kind === 'viewer' ? new TextDecoder().decode(screen.viewer.target) : undefined;
}

const rows = {
	etc: 0, passwd: 1, link: 2, plain: 3, directory: 4,
};

test('a container\'s file is asked before it is viewed, and nothing is while one moves about', () => {
	const {effects} = playAll(explored(), {type: 'move', motion: 'down'}, {type: 'move', motion: 'down'}, {type: 'scope'}, {type: 'scope'});
	assert.deepEqual(effects, []);
	const {state, effects: wanted} = playAll(at(rows.passwd), {type: 'view'});
	assert.deepEqual(wanted.map(({type}) => type), ['ask']);
	assert.equal(state.notice?.text, 'asking the engine');
	assert.equal(viewed(state), undefined);
});

test('when the answer comes it is viewed, as large as it is', () => {
	const {state, effects} = answer(at(rows.passwd), fileFacts);
	assert.equal(viewed(state), '/etc/passwd');
	assert.deepEqual(effects, [{type: 'read-content', place: {layer: 1, offset: 1, size: 11}, limit}]);
	assert.equal(state.notice, undefined);
});

test('what was asked once isn\'t asked again', () => {
	const {state} = answer(at(rows.passwd), fileFacts);
	const {effects} = playAll(state, {type: 'content', bytes: new Uint8Array(11), isCut: false}, {type: 'back'}, {type: 'view'});
	assert.deepEqual(effects.map(({type}) => type), ['read-content']);
});

test('a link leads to where it says, which may have to be asked too', () => {
	const {state, effects} = answer(at(rows.link), {...fileFacts, type: 'symlink', target: new TextEncoder().encode('etc/passwd')});
	const [effect] = effects;
	assert.ok(effect?.type === 'ask');
	const {state: told} = playAll(state, {type: 'asked', question: effect.question, facts: fileFacts});
	assert.equal(viewed(told), '/etc/passwd');
});

test('what is no file says so', () => {
	for (const [type, words] of [['directory', 'this is a directory'], ['fifo', 'this has no content to view']] as const) {
		const {state, effects} = answer(at(rows.plain), {...fileFacts, type});
		assert.deepEqual(effects, []);
		assert.equal(state.notice?.text, words);
	}
});

test('an answer that comes when the user is elsewhere is kept, and opens nothing', () => {
	const {state: asking, effects} = playAll(at(rows.passwd), {type: 'view'}, {type: 'move', motion: 'up'});
	const [effect] = effects;
	assert.ok(effect?.type === 'ask');
	const {state, effects: none} = playAll(asking, {type: 'asked', question: effect.question, facts: fileFacts});
	assert.equal(viewed(state), undefined);
	assert.deepEqual(none, []);
	assert.equal(state.session.asked.size, 1);
});

test('a directory is asked for its mode while it is folded or unfolded', () => {
	const {effects, state} = playAll(at(rows.directory), {type: 'enter'});
	assert.deepEqual(effects.map(({type}) => type), ['ask']);
	assert.equal(state.tree.rows.count, explored().tree.rows.count + 1);
	const [effect] = effects;
	assert.ok(effect?.type === 'ask' && effect.question.view === undefined);
	assert.deepEqual(playAll(at(rows.plain - rows.plain, opened(containerLayers.slice(0, 1))), {type: 'enter'}).effects, []);
});

test('an answer that doesn\'t come is said', () => {
	const error = new LayerscopeError('not-found', 'The container web was removed meanwhile.', {advice: 'Its image is still there.'});
	const {notice} = play(at(rows.passwd), {type: 'view'}, {type: 'ask-failed', error});
	assert.deepEqual(notice, {text: 'The container web was removed meanwhile. Its image is still there.', isProblem: true});
});

test('while it is viewed, [ goes to the version of the image and ] comes back', () => {
	const {state} = answer(at(rows.passwd), fileFacts);
	const below = playAll(state, {type: 'layer', by: -1});
	assert.deepEqual(below.effects, [{type: 'stop-content'}, {type: 'read-content', place: {layer: 0, offset: 1024, size: 4}, limit}]);
	assert.equal(below.state.layer, 0);
	const above = playAll(below.state, {type: 'layer', by: 1});
	assert.deepEqual(above.effects.at(-1), {type: 'read-content', place: {layer: 1, offset: 1, size: 11}, limit});
	const lowest = playAll(below.state, {type: 'layer', by: -1});
	assert.deepEqual(lowest.effects, []);
	assert.equal(lowest.state.notice?.text, 'it isn\'t there below this layer');
});

test('a file that the container added isn\'t there at the image\'s layers', () => {
	const {state} = answer(at(rows.plain), fileFacts);
	const {notice} = play(state, {type: 'layer', by: -1});
	assert.equal(notice?.text, 'it isn\'t there after layer 0');
	assert.equal(viewed(play(state, {type: 'layer', by: -1})), '/plain');
});
