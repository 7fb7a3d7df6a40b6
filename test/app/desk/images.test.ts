import assert from 'node:assert/strict';
import {test} from 'node:test';
import {imageRows, type ImageRow} from '../../../source/app/desk/image-rows.ts';
import {selectedImageRow} from '../../../source/app/desk/update-images.ts';
import type {Message} from '../../../source/app/messages.ts';
import {topScreen} from '../../../source/app/screens.ts';
import type {State} from '../../../source/app/state.ts';
import type {LocalImage} from '../../../source/catalogue/local-image.ts';
import type {Digest} from '../../../source/image/digest.ts';
import {LayerscopeError} from '../../../source/errors.ts';
import {
	opened, play, playAll, start,
} from '../play.ts';
import {file, layerOf} from '../../helpers/layer-of.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}` as Digest;
const image = (letter: string, tags: readonly string[], more: Partial<LocalImage> = {}): LocalImage => ({
	id: digest(letter), tags, repoDigests: [], platforms: [], created: undefined, size: 100, unique: 100, shared: 0, diffIds: [digest(letter)], containers: [], ...more,
});
const web = {
	id: 'c1', name: 'web', imageId: digest('b'), state: 'running', isRunning: true,
};
const debian = image('a', ['debian:12'], {size: 300});
const nginx = image('b', ['nginx:1', 'nginx:latest'], {size: 500, diffIds: [digest('a'), digest('b')], containers: [web]});
const dangling = image('c', []);
const listing = (...images: readonly LocalImage[]): Message => ({
	type: 'desk-catalogue', catalogue: {images, isComplete: true}, location: '/run/docker.sock', now: 0,
});
const among = play({...start(), place: 'images'}, {type: 'images'}, listing(nginx, debian, dangling));

function textOf(row: ImageRow): string {
	switch (row.kind) {
		case 'image': {
			return row.image.tags[0] ?? 'none';
		}

		case 'tag': {
			return ` tag ${row.tag}`;
		}

		case 'digest': {
			return ` digest ${row.digest}`;
		}

		case 'family': {
			return ` ${row.relation} ${row.other.tags[0]}`;
		}

		case 'container': {
			return ` container ${row.container.name}`;
		}
	}
}

/** The rows as a person reads them: `*` at what is marked, and `<` at the cursor. */
function rowsOf({desk: {catalogue, list}}: State): string[] {
	return imageRows(catalogue, list).map((row, place) => {
		const mark = row.kind === 'image' && list.marked.has(row.image.id) ? '*' : '';
		return `${mark}${textOf(row)}${place === list.cursor.selected ? ' <' : ''}`;
	});
}

test('the engine is asked for its images once, and again where that failed', () => {
	const asked = playAll(start(), {type: 'images'}, {type: 'images'});
	assert.deepEqual(asked.effects, [{type: 'desk-watch'}]);
	const failed = play(asked.state, {type: 'desk-failed', error: new LayerscopeError('engine', 'It has gone.')});
	assert.deepEqual(playAll(failed, {type: 'retry'}).effects, [{type: 'desk-watch'}]);
	assert.equal(failed.desk.failure?.message, 'It has gone.');
	assert.equal(play(failed, listing()).desk.failure, undefined);
});

test('images go by name, those without one last; s sorts by the next column, R the other way round', () => {
	assert.deepEqual(rowsOf(among), ['debian:12 <', 'nginx:1', 'none']);
	const bySize = play(among, ...Array.from({length: 4}, () => ({type: 'sort'} as const)));
	assert.equal(bySize.desk.list.sort.column, 'size');
	assert.deepEqual(rowsOf(bySize), ['nginx:1', 'debian:12 <', 'none']);
	assert.deepEqual(rowsOf(play(bySize, {type: 'reverse'})), ['none', 'debian:12 <', 'nginx:1']);
});

test('an image unfolds into its tags, relatives and containers', () => {
	const unfolded = play(among, {type: 'move', motion: 'down'}, {type: 'unfold'});
	assert.deepEqual(rowsOf(unfolded), ['debian:12', 'nginx:1 <', ' tag nginx:1', ' tag nginx:latest', ' built on debian:12', ' container web', 'none']);
	const below = play(unfolded, {type: 'move', motion: 'down'}, {type: 'move', motion: 'down'}, {type: 'fold'});
	assert.deepEqual(rowsOf(below), ['debian:12', 'nginx:1 <', 'none']);
});

test('the cursor stays on its image when the list changes, and in its place where that has gone', () => {
	const onNginx = play(among, {type: 'move', motion: 'down'});
	const grown = play(onNginx, listing(image('d', ['alpine:3']), nginx, debian, dangling));
	assert.deepEqual(rowsOf(grown), ['alpine:3', 'debian:12', 'nginx:1 <', 'none']);
	assert.deepEqual(rowsOf(play(grown, listing(image('d', ['alpine:3']), debian, dangling))), ['alpine:3', 'debian:12', 'none <']);
});

test('a filter narrows the list while it is typed, and Esc takes it back', () => {
	const typing = play(among, {type: 'ask', purpose: 'filter'}, {type: 'typed', text: 'ngi'});
	assert.deepEqual(rowsOf(typing), ['nginx:1 <']);
	assert.deepEqual(rowsOf(play(typing, {type: 'refuse'})), ['debian:12', 'nginx:1 <', 'none']);
	assert.deepEqual(rowsOf(play(typing, {type: 'accept'}, {type: 'back'})), ['debian:12', 'nginx:1 <', 'none']);
});

test('Enter opens an image by its ID, and a container by its name; back among the images all is as it was', () => {
	const inNginx = playAll(among, {type: 'move', motion: 'down'}, {type: 'unfold'}, {type: 'enter'});
	const selection = {platform: undefined, image: undefined};
	assert.deepEqual(inNginx.effects, [{type: 'open', argument: `docker://${nginx.id}`, selection}]);
	assert.equal(inNginx.state.place, 'image');
	const again = play(inNginx.state, {type: 'back'});
	assert.equal(again.place, 'images');
	assert.deepEqual(rowsOf(again).filter(row => row.endsWith('<')), ['nginx:1 <']);
	const onContainer = play(again, ...Array.from({length: 4}, () => ({type: 'move', motion: 'down'} as const)));
	assert.deepEqual(playAll(onContainer, {type: 'enter'}).effects, [{type: 'open', argument: 'container:web', selection}]);
});

test('an image that is still open is shown as it was left', () => {
	const explored = {...opened([layerOf(file('a'))]), desk: among.desk};
	const session = {...explored.session, argument: `docker://${debian.id}`};
	const {state, effects} = playAll({...explored, session}, {type: 'images'}, {type: 'enter'});
	assert.deepEqual(effects, []);
	assert.equal(state.session, session);
	assert.equal(state.place, 'image');
});

test('what is done to several is done to all that is marked', () => {
	const marked = play(among, {type: 'mark'}, {type: 'mark'});
	assert.deepEqual(rowsOf(marked), ['*debian:12', '*nginx:1', 'none <']);
	const saving = playAll(marked, {type: 'ask', purpose: 'save'}, {type: 'accept'});
	assert.deepEqual(saving.effects, [{
		type: 'desk-start', job: 1, wish: {
			kind: 'save', references: ['nginx:1', 'nginx:latest', 'debian:12'], file: 'nginx-1.tar', isForced: false,
		},
	}]);
	assert.deepEqual(play(marked, listing(debian)).desk.list.marked, new Set([debian.id]), 'what has gone is not marked');
});

test('a removal is asked about first, and only its own key lets it happen', () => {
	const asked = playAll(among, {type: 'remove', what: 'selected'});
	assert.deepEqual(asked.effects, []);
	const removed = playAll(asked.state, {type: 'answer', answer: 'remove'});
	assert.deepEqual(removed.effects, [{type: 'desk-remove', wish: {targets: ['debian:12'], isForced: false}}]);
	assert.deepEqual(playAll(removed.state, {type: 'answer', answer: 'remove'}).effects, [], 'it is under way');
	const refused = play(removed.state, {type: 'desk-remove-failed', error: new LayerscopeError('engine', 'conflict')});
	const screen = topScreen(refused);
	assert.ok(screen?.kind === 'remove' && screen.error?.message === 'conflict' && !screen.isBusy);
	const done = play(removed.state, {type: 'desk-removed', removed: {untagged: ['debian:12'], deleted: [debian.id]}});
	assert.equal(topScreen(done), undefined);
	assert.match(done.notice?.text ?? '', /untagged debian:12; deleted 1 image/);
});

test('what the engine would refuse is not even asked of it, until it is forced', () => {
	const held = image('d', ['web:1'], {containers: [{...web, state: 'exited', isRunning: false}]});
	const asked = play(among, listing(held), {type: 'remove', what: 'selected'});
	assert.deepEqual(playAll(asked, {type: 'answer', answer: 'remove'}).effects, []);
	const forced = playAll(asked, {type: 'answer', answer: 'force'}, {type: 'answer', answer: 'remove'});
	assert.deepEqual(forced.effects, [{type: 'desk-remove', wish: {targets: ['web:1'], isForced: true}}]);
});

test('one tag of several goes alone, or all of them', () => {
	const asked = play(among, {type: 'move', motion: 'down'}, {type: 'unfold'}, {type: 'move', motion: 'down'}, {type: 'move', motion: 'down'}, {type: 'remove', what: 'selected'});
	assert.equal(selectedImageRow(asked)?.kind, 'tag');
	const targets = (state: State) => playAll(state, {type: 'answer', answer: 'force'}, {type: 'answer', answer: 'remove'}).effects;
	assert.deepEqual(targets(asked), [{type: 'desk-remove', wish: {targets: ['nginx:latest'], isForced: true}}]);
	assert.deepEqual(targets(play(asked, {type: 'answer', answer: 'all-tags'})), [{type: 'desk-remove', wish: {targets: ['nginx:1', 'nginx:latest'], isForced: true}}]);
});

test('everything that dangles goes together', () => {
	const asked = play(among, {type: 'remove', what: 'dangling'});
	assert.deepEqual(playAll(asked, {type: 'answer', answer: 'remove'}).effects, [{type: 'desk-remove', wish: {targets: [dangling.id], isForced: false}}]);
});

test('a pull that the explorer waits for goes on as a work of its own when another image is opened', () => {
	const pull = {
		task: 'pull', subject: 'web:1', parts: [], status: undefined,
	} as const;
	const pulling = play(start(), {type: 'progress', progress: pull, now: 0}, {type: 'back'}, listing(debian));
	assert.equal(pulling.place, 'images');
	const {state, effects} = playAll(pulling, {type: 'enter'});
	assert.deepEqual(effects.map(effect => effect.type), ['desk-start', 'open']);
	assert.deepEqual(state.desk.jobs.map(({wish}) => wish), [{kind: 'pull', reference: 'web:1', platform: undefined}]);
});

test('an image that somebody removes while it is explored is said to have gone, and stays on the screen', () => {
	const explored = {...opened([layerOf(file('a'))]), desk: among.desk};
	const session = {...explored.session, image: {...explored.session.image!, id: debian.id}};
	const exploring: State = {...explored, session};
	assert.equal(play(exploring, listing(debian)).notice, undefined);
	const gone = play(exploring, listing(nginx));
	assert.match(gone.notice?.text ?? '', /was removed from the engine/);
	assert.equal(gone.session, session);
});

test('an engine that goes away is said where the user is', () => {
	const error = new LayerscopeError('engine', 'The engine has ended.');
	assert.equal(play(among, {type: 'desk-failed', error}).notice, undefined, 'the list says it by itself');
	assert.deepEqual(play({...among, place: 'image'}, {type: 'desk-failed', error}).notice, {text: 'The engine has ended.', isProblem: true});
});
