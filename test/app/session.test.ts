import assert from 'node:assert/strict';
import {test} from 'node:test';
import {pacedRates} from '../../source/app/pace.ts';
import {statusOf} from '../../source/app/status.ts';
import {LayerscopeError} from '../../source/errors.ts';
import type {PartProgress, Progress} from '../../source/progress/progress.ts';
import {file, layerOf} from '../helpers/layer-of.ts';
import {choiceOf} from '../helpers/choice-of.ts';
import {
	opened, play, playAll, start, treeOf,
} from './play.ts';

const layers = [layerOf(file('a', 'aaa')), layerOf(file('b', 'b'))];
const broken = new LayerscopeError('unreadable', 'The archive ends in the middle of layer 1.', {advice: 'Save it again.'});

test('an error before anything is known is a screen of its own, and r opens the same again', () => {
	const state = play(start(), {type: 'failed', error: broken});
	assert.equal(state.screens.at(-1)?.kind, 'error');
	const {state: again, effects} = playAll(state, {type: 'retry'});
	assert.deepEqual(effects, [{type: 'open', argument: undefined, selection: {platform: undefined, image: undefined}}]);
	assert.deepEqual(again.screens, []);
	assert.equal(again.session.failure, undefined);
});

test('an error after that is said in the last line, and what was read stays', () => {
	const state = play(opened(layers, {merged: 1}), {type: 'failed', error: broken});
	assert.deepEqual(state.notice, {text: broken.message, isProblem: true});
	assert.deepEqual(treeOf(state), ['+a <']);
});

test('Esc stops the reading of an image whose layers are still coming, r starts it again, and then Esc means nothing more', () => {
	const half = playAll(opened(layers, {merged: 1}), {type: 'back'});
	assert.deepEqual(half.effects, [{type: 'stop'}]);
	assert.deepEqual(playAll(play(half.state, {type: 'failed', error: broken}), {type: 'back'}).effects, []);
	assert.deepEqual(playAll(play(half.state, {type: 'failed', error: broken}), {type: 'retry'}).effects.map(({type}) => type), ['open']);
	assert.deepEqual(playAll(opened(layers), {type: 'back'}).effects, []);
});

test('several images are a list, and the chosen one is opened', () => {
	const choice = (reference: string, platform: string) => choiceOf({reference, platform});
	const asked = play(start(), {type: 'choices', choices: [choice('a:1', 'linux/amd64'), choice('b:1', 'linux/arm64')]});
	const {state, effects} = playAll(asked, {type: 'move', motion: 'down'}, {type: 'enter'});
	assert.deepEqual(effects, [{type: 'open', argument: undefined, selection: {image: 'b:1', platform: 'linux/arm64'}}]);
	assert.deepEqual(state.screens, []);
	assert.equal(asked.screens.length, play(asked, {type: 'back'}).screens.length, 'there is nothing behind the list to go back to');
});

test('a layer that is hashed in the background becomes verified', () => {
	const state = play(opened(layers), {
		type: 'indexed', layer: 0, verification: 'not-verified', failure: undefined,
	}, {type: 'verification', layer: 0, verification: 'verified'});
	assert.deepEqual(state.session.layers.map(({verification}) => verification), ['verified', 'not-verified']);
});

test('warnings of the source are kept in order', () => {
	const warning = (message: string) => ({
		type: 'warning', warning: {
			code: 'size-mismatch', layer: 0, path: undefined, message,
		},
	} as const);
	assert.deepEqual(play(start(), warning('one'), warning('two')).session.warnings.map(({message}) => message), ['one', 'two']);
});

const part = (id: string, changes: Partial<PartProgress>): PartProgress => ({
	id, state: 'reading', current: undefined, total: undefined, note: undefined, ...changes,
});
const reading = (...parts: readonly PartProgress[]): Progress => ({
	task: 'read', subject: 'shop:1', parts, status: undefined,
});

test('the last line names the layer that is read, and its share only where the whole is known', () => {
	const known = play(start(), {type: 'progress', progress: reading(part('0', {state: 'done', current: 100, total: 100}), part('1', {current: 20, total: 300})), now: 0});
	assert.deepEqual(statusOf(known.session), {text: 'reading layer 1', share: 0.3});
	const unknown = play(start(), {type: 'progress', progress: reading(part('1', {current: 20})), now: 0});
	assert.deepEqual(statusOf(unknown.session), {text: 'reading layer 1', share: undefined});
	assert.equal(statusOf(opened(layers).session), undefined, 'nothing is going on when all is read');
});

test('an engine that packs an image is waited for, and then its one stream is read', () => {
	const save = (current: number, state: PartProgress['state']) => play(start(), {type: 'progress', progress: reading(part('save', {state, current, total: 200})), now: 0}).session;
	assert.deepEqual(statusOf(save(0, 'waiting')), {text: 'waiting for the engine', share: undefined});
	assert.deepEqual(statusOf(save(50, 'reading')), {text: 'reading the save', share: 0.25});
});

test('what comes from another machine is told with what is left of it', () => {
	const shipped = (id: string, total: number | undefined) => {
		const {session} = play(start(), {type: 'progress', progress: {...reading(part(id, {current: 1_000_000, total})), isShipped: true}, now: 0});
		return statusOf(session);
	};

	assert.deepEqual(shipped('save with zstd', 4_000_000), {text: 'shipping the save with zstd, 3.0 MB left', share: 0.25});
	assert.deepEqual(shipped('file lists', undefined), {text: 'shipping the file lists', share: undefined});
});

test('the pace is told after half a second, and how long the rest takes', () => {
	const pull = (current: number, now: number) => ({type: 'progress', now, progress: {...reading(part('c7', {state: 'downloading', current, total: 1000})), task: 'pull'}} as const);
	assert.equal(pacedRates(play(start(), pull(100, 0), pull(200, 400)).session).whole, undefined);
	const {whole, left} = pacedRates(play(start(), pull(100, 0), pull(500, 2000)).session);
	assert.deepEqual({whole, left}, {whole: 200, left: 2.5});
});

test('a pull can be stopped', () => {
	assert.deepEqual(playAll(start(), {type: 'cancel'}).effects, [{type: 'stop'}]);
});
