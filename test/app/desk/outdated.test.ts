import assert from 'node:assert/strict';
import {test} from 'node:test';
import {imageFreshness} from '../../../source/catalogue/freshness.ts';
import type {LocalImage} from '../../../source/catalogue/local-image.ts';
import {LayerscopeError} from '../../../source/errors.ts';
import type {Digest} from '../../../source/image/digest.ts';
import type {State} from '../../../source/app/state.ts';
import {topScreen} from '../../../source/app/screens.ts';
import {localImage} from '../../helpers/local-images.ts';
import {file, layerOf} from '../../helpers/layer-of.ts';
import {
	opened, play, playAll, start,
} from '../play.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}` as Digest;
const nginx = localImage('n', {tags: ['nginx:1', 'nginx:2'], repoDigests: [`nginx@${digest('a')}`]});
const debian = localImage('d', {tags: ['debian:12'], repoDigests: [`debian@${digest('b')}`]});
const built = localImage('m', {tags: ['mine:1']});
const listing = (...images: readonly LocalImage[]) => ({
	type: 'desk-catalogue', catalogue: {images, isComplete: true}, location: '/run/docker.sock', now: 0,
} as const);
const among = play({...start(), place: 'images'}, {type: 'images'}, listing(nginx, debian, built));
const answer = (reference: string, letter: string) => ({type: 'desk-resolved', reference, digest: digest(letter)} as const);

const stateOf = ({desk: {catalogue, registry}}: State, {tags: [tag]}: LocalImage) =>
	imageFreshness(catalogue!.images.find(({tags}) => tags[0] === tag)!, catalogue!.store, registry);

test('all tags that came from a registry are asked for, what was built here isn\'t', () => {
	const asked = playAll(among, {type: 'outdated'});
	assert.deepEqual(asked.effects, [{type: 'desk-resolve', references: ['nginx:1', 'nginx:2', 'debian:12']}]);
	assert.equal(stateOf(asked.state, nginx), 'asking');
	assert.equal(stateOf(asked.state, built), 'local');
	assert.deepEqual(playAll(asked.state, {type: 'outdated'}).effects, [], 'what is being asked isn\'t asked again');
});

test('each answer is shown as it comes, and all of them are told at the end', () => {
	const first = play(among, {type: 'outdated'}, answer('nginx:1', 'a'), answer('nginx:2', 'c'));
	assert.equal(stateOf(first, nginx), 'outdated');
	assert.doesNotMatch(first.notice?.text ?? '', /moved/);
	const last = play(first, {type: 'desk-resolve-failed', reference: 'debian:12', error: new LayerscopeError('engine', 'No.')});
	assert.deepEqual(last.notice, {text: '1 of 3 tags has moved, 1 couldn\'t be asked for', isProblem: true});
	assert.equal(stateOf(last, debian), 'failed');
});

test('a tag that is pulled again is no longer outdated', () => {
	const moved = play(among, {type: 'outdated'}, answer('nginx:1', 'a'), answer('nginx:2', 'a'), answer('debian:12', 'c'));
	assert.equal(stateOf(moved, debian), 'outdated');
	const pulled = play(moved, listing(nginx, {...debian, repoDigests: [`debian@${digest('c')}`]}, built));
	assert.equal(stateOf(pulled, debian), 'current');
});

test('of marked images only those are asked for, in the explorer the one that is open', () => {
	const marked = playAll(play(among, {type: 'mark'}), {type: 'outdated'});
	assert.deepEqual(marked.effects, [{type: 'desk-resolve', references: ['debian:12']}]);
	const explored = opened([layerOf(file('a'))]);
	const session = {...explored.session, source: {kind: 'docker', location: 'x'}, image: {...explored.session.image!, id: debian.id}};
	const open: State = {...explored, desk: among.desk, session};
	assert.deepEqual(playAll(open, {type: 'outdated'}).effects, [{type: 'desk-resolve', references: ['debian:12']}]);
	assert.match(play(open, {type: 'outdated'}, answer('debian:12', 'b')).notice?.text ?? '', /no tag has moved/);
	assert.match(play(explored, {type: 'outdated'}).notice?.text ?? '', /only an image of an engine/);
});

test('Tab lists the tags of what is typed for a pull, those with the tag that was begun; Esc goes on typing', () => {
	const typing = play(among, {type: 'ask', purpose: 'pull'}, {type: 'typed', text: 'host:5000/app:1.'});
	const asked = playAll(typing, {type: 'expression'});
	assert.deepEqual(asked.effects, [{type: 'desk-list-tags', repository: 'host:5000/app'}]);
	const listed = play(asked.state, {type: 'desk-tags', repository: 'host:5000/app', tags: ['1.0', '1.1', '2.0']});
	const {effects} = playAll(listed, {type: 'move', motion: 'last'}, {type: 'enter'});
	assert.deepEqual(effects, [{type: 'desk-start', job: 1, wish: {kind: 'pull', reference: 'host:5000/app:1.1', platform: undefined}}]);
	assert.equal(play(listed, {type: 'back'}).prompt?.text, 'host:5000/app:1.');
	const failed = topScreen(play(asked.state, {type: 'desk-tags-failed', repository: 'host:5000/app', error: new LayerscopeError('engine', 'No.')}));
	assert.ok(failed?.kind === 'tags' && failed.error?.message === 'No.');
	assert.deepEqual(playAll(play(among, {type: 'ask', purpose: 'pull'}), {type: 'expression'}).effects, []);
});
