import assert from 'node:assert/strict';
import {test} from 'node:test';
import {topScreen} from '../../../source/app/screens.ts';
import {LayerscopeError} from '../../../source/errors.ts';
import {play, playAll, start} from '../play.ts';

const among = {...start(), place: 'images' as const};
const searching = playAll(among, {type: 'ask', purpose: 'find'}, {type: 'typed', text: 'nginx'}, {type: 'accept'});
const found = play(searching.state, {
	type: 'desk-found', term: 'nginx', found: ['nginx', 'me/nginx'].map(name => ({
		name, description: '', stars: 1, isOfficial: false, isAutomated: false,
	})),
});
const pull = (reference: string, platform?: string) => ({type: 'desk-start', job: 1, wish: {kind: 'pull', reference, platform}});

test('a search has a screen of its own, which waits for the answer', () => {
	assert.deepEqual(searching.effects, [{type: 'desk-search', term: 'nginx'}]);
	const screen = topScreen(searching.state);
	assert.ok(screen?.kind === 'found' && screen.found === undefined);
	const failed = topScreen(play(searching.state, {type: 'desk-search-failed', term: 'nginx', error: new LayerscopeError('engine', 'No.')}));
	assert.ok(failed?.kind === 'found' && failed.error?.message === 'No.');
});

test('an answer that nobody waits for any more changes nothing', () => {
	const left = play(searching.state, {type: 'back'});
	assert.equal(play(left, {type: 'desk-found', term: 'nginx', found: []}), left);
	assert.equal(play(left, {type: 'desk-tags', repository: 'nginx', tags: ['1']}), left);
});

test('Enter lists the tags, and Enter on one pulls it', () => {
	const asked = playAll(found, {type: 'move', motion: 'down'}, {type: 'enter'});
	assert.deepEqual(asked.effects, [{type: 'desk-list-tags', repository: 'me/nginx'}]);
	const {effects} = playAll(asked.state, {type: 'desk-tags', repository: 'me/nginx', tags: ['1', '2']}, {type: 'move', motion: 'down'}, {type: 'enter'});
	assert.deepEqual(effects, [pull('me/nginx:2')]);
});

test('where the registry gives no tags the latest is pulled', () => {
	assert.deepEqual(playAll(found, {type: 'enter'}, {type: 'desk-tags', repository: 'nginx', tags: []}).effects.slice(1), [pull('nginx:latest')]);
});

test('a pull can be for another platform, of those that the registry offers', () => {
	const pulling = playAll(among, {type: 'ask', purpose: 'pull'}, {type: 'typed', text: 'nginx'}, {type: 'accept'});
	const asked = playAll(pulling.state, {type: 'platforms'});
	assert.deepEqual(asked.effects, [{type: 'desk-list-platforms', reference: 'nginx'}]);
	const platform = {
		os: 'linux', architecture: 'arm64', variant: 'v8', osVersion: undefined,
	};
	const offered = play(asked.state, {type: 'desk-platforms', reference: 'nginx', platforms: [platform]});
	assert.deepEqual(playAll(offered, {type: 'enter'}).effects, [{...pull('nginx', 'linux/arm64/v8'), job: 2}]);
	const cancelled = play(pulling.state, {type: 'cancel'}, {type: 'platforms'}, {type: 'desk-platforms', reference: 'nginx', platforms: [platform]});
	assert.deepEqual(playAll(cancelled, {type: 'enter'}).effects, [pull('nginx', 'linux/arm64/v8')], 'a pull that has ended is done again, for that platform');
});
