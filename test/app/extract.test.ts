import assert from 'node:assert/strict';
import {test} from 'node:test';
import {LayerscopeError} from '../../source/errors.ts';
import {
	directory, file, layerOf, symlink,
} from '../helpers/layer-of.ts';
import {opened, play, playAll} from './play.ts';

const image = opened([layerOf(directory('etc'), file('etc/..\u{202E}evil/x', 'x'), file('.-motd', 'hello'))]);
const target = {path: new TextEncoder().encode('/.-motd'), layer: 0};
const asked = play(image, {type: 'ask', purpose: 'extract'});

test('the name of the file is asked for, with the name in the image as a harmless suggestion', () => {
	assert.equal(asked.prompt?.text, 'motd');
	const {effects} = playAll(asked, {type: 'accept'});
	assert.deepEqual(effects, [{
		type: 'extract', target, file: 'motd', isForced: false,
	}]);
});

test('of a directory, or a link to one, the suggestion says that it is a tar', () => {
	const links = opened([layerOf(directory('etc'), symlink('to', 'etc'))]);
	assert.equal(play(links, {type: 'ask', purpose: 'extract'}).prompt?.text, 'etc.tar');
	assert.equal(play(links, {type: 'move', motion: 'down'}, {type: 'ask', purpose: 'extract'}).prompt?.text, 'to.tar');
});

test('a file that is there is overwritten only after a yes', () => {
	const question = play(asked, {type: 'accept'}, {type: 'extract-exists', file: 'motd', target});
	assert.equal(question.prompt?.isConfirming, true);
	assert.deepEqual(playAll(question, {type: 'refuse'}).effects, []);
	assert.deepEqual(playAll(question, {type: 'accept'}).effects, [{
		type: 'extract', target, file: 'motd', isForced: true,
	}]);
});

test('the answer is about what was asked for, wherever the cursor went meanwhile', () => {
	const question = play(asked, {type: 'accept'}, {type: 'move', motion: 'down'}, {type: 'extract-exists', file: 'motd', target});
	assert.deepEqual(playAll(question, {type: 'accept'}).effects.map(effect => 'target' in effect && effect.target), [target]);
});

test('how it ended is said', () => {
	assert.equal(play(asked, {type: 'accept'}, {type: 'extracted', file: 'motd', bytes: 5}).notice?.text, 'wrote motd');
	const error = new LayerscopeError('usage', 'There is no directory /nowhere.');
	assert.deepEqual(play(asked, {type: 'accept'}, {type: 'extract-failed', error}).notice, {text: error.message, isProblem: true});
});
