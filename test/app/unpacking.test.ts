import assert from 'node:assert/strict';
import {test} from 'node:test';
import {topScreen} from '../../source/app/screens.ts';
import type {Message} from '../../source/app/messages.ts';
import type {State} from '../../source/app/state.ts';
import {unpackingText} from '../../source/app/unpacking-text.ts';
import {stoppedParts} from '../../source/app/update-unpacking.ts';
import {LayerscopeError} from '../../source/errors.ts';
import {unpackingStopped} from '../../source/image/unpacking-guard.ts';
import {file, layerOf} from '../helpers/layer-of.ts';
import {
	opened, play, playAll, start,
} from './play.ts';

const image = opened([layerOf(file('a')), layerOf(file('b')), layerOf(file('c'))]);
const amounts = (stored = 1_300_000) => ({
	stored, plain: 1_100_000_000, most: 2 ** 30, ratio: 100,
});
const stopped = (layer: number, unpacked = amounts()): Message => ({
	type: 'indexed', layer, verification: 'not-verified', failure: unpackingStopped(`Layer ${layer}`, unpacked, {layer}),
});
const asked = play(image, stopped(1));
const kinds = ({screens}: State) => screens.map(({kind}) => kind);
const textOf = (state: State, width = 118) => unpackingText(state, width).map(({label, text}) => `${label ?? ''}|${text}`);
const selection = {platform: undefined, image: undefined};

test('a layer that wasn\'t unpacked to its end opens a question, and what is lacking otherwise doesn\'t', () => {
	assert.deepEqual(kinds(asked), ['unpacking']);
	const damaged = new LayerscopeError('unreadable', 'damaged', {layer: 1});
	assert.deepEqual(kinds(play(image, {
		type: 'indexed', layer: 1, verification: 'not-verified', failure: damaged,
	})), []);
});

test('a second such layer joins the question', () => {
	const both = play(asked, stopped(0, amounts(2_000_000)));
	assert.deepEqual(kinds(both), ['unpacking']);
	assert.deepEqual(textOf(both).filter(line => line.startsWith('layer')), [
		'layer 0|the first 2.0 MB unpack to 1.1 GB, 550 times as much', 'layer 1|the first 1.3 MB unpack to 1.1 GB, 846 times as much',
	]);
});

test('yes opens the same image anew without a limit, and so does r from then on', () => {
	const {state, effects} = playAll(asked, {type: 'unpack-all'});
	assert.deepEqual(effects, [{
		type: 'open', argument: undefined, selection, unpacksAll: true,
	}]);
	assert.deepEqual(kinds(state), []);
	assert.equal(state.session.image, undefined);
	const failed = play(state, {type: 'failed', error: new LayerscopeError('engine', 'Stopped.')});
	assert.deepEqual(playAll(failed, {type: 'retry'}).effects, effects);
});

test('no shows what is there and isn\'t asked again, until r reads the image anew', () => {
	const left = play(asked, {type: 'back'});
	assert.deepEqual([kinds(left), left.notice?.text], [[], 'the rest isn\'t read; r asks again']);
	const more = play(left, stopped(2), {type: 'move', motion: 'down'});
	assert.deepEqual(kinds(more), []);
	const {state, effects} = playAll(more, {type: 'retry'});
	assert.deepEqual(effects, [{type: 'open', argument: undefined, selection}]);
	assert.deepEqual([state.session.isUnpackingAsked, state.session.unpacksAll], [false, false]);
});

test('another platform of the same source is asked about anew', () => {
	const {state} = playAll(asked, {type: 'unpack-all'});
	const choices = [{
		reference: 'app:1', platform: 'linux/arm64', digest: undefined, size: undefined, layers: undefined, kind: 'image', isHere: true,
	}];
	const chosen = playAll(play(state, {type: 'choices', choices} as unknown as Message), {type: 'enter'});
	assert.equal(chosen.state.session.unpacksAll, false);
});

test('an archive that gives no image asks over its error, to which no leads', () => {
	const error = unpackingStopped('image.tar.gz', amounts());
	const failed = play(start(), {type: 'opened', kind: 'archive', location: 'image.tar.gz'}, {type: 'failed', error});
	assert.deepEqual(kinds(failed), ['error', 'unpacking']);
	assert.match(textOf(failed)[0]!, /^archive\|the first 1\.3 MB unpack to 1\.1 GB, 846 times as much$/);
	assert.equal(topScreen(play(failed, {type: 'back'}))?.kind, 'error');
	assert.equal(playAll(failed, {type: 'unpack-all'}).effects.length, 1);
});

test('the layers that an archive lacks are one part of the question', () => {
	const shared = amounts();
	const lacking = play(image, stopped(1, shared), stopped(2, shared));
	assert.deepEqual(stoppedParts(lacking.session).map(({layers}) => layers), [[1, 2]]);
	assert.deepEqual(textOf(lacking).slice(0, 2), ['archive|the first 1.3 MB unpack to 1.1 GB, 846 times as much', '|layers 1, 2 aren\'t whole without the rest']);
});

test('the question waits for a line that is being typed, and for the engine\'s images', () => {
	const typing = play(image, {type: 'ask', purpose: 'filter'}, stopped(1));
	assert.deepEqual(kinds(typing), []);
	assert.deepEqual(kinds(play(typing, {type: 'refuse'})), ['unpacking']);
	const away = play({...image, place: 'images'}, stopped(1));
	assert.deepEqual(kinds(away), []);
});

test('of standard input that can\'t be read again it is only told how, once', () => {
	const piped = play(image, {
		type: 'opened', kind: 'stdin', location: 'standard input', comesOnce: true,
	}, stopped(1));
	assert.deepEqual([kinds(piped), piped.notice?.text], [[], 'not all of it was unpacked; --unpack-all reads all']);
	assert.equal(play(piped, {type: 'move', motion: 'down'}, stopped(2)).notice, undefined);
});

test('the key to read all of it means nothing elsewhere', () => {
	assert.deepEqual(playAll(image, {type: 'unpack-all'}), {state: image, effects: []});
});
