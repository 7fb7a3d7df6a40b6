import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {DeskMessage} from '../../../source/app/desk/desk-messages.ts';
import {jobCommand} from '../../../source/app/desk/job.ts';
import {jobsStatus} from '../../../source/app/status.ts';
import {topScreen} from '../../../source/app/screens.ts';
import type {Store} from '../../../source/catalogue/local-image.ts';
import {LayerscopeError} from '../../../source/errors.ts';
import type {Message} from '../../../source/app/messages.ts';
import type {Progress} from '../../../source/progress/progress.ts';
import {play, playAll, start} from '../play.ts';

const typed = (purpose: 'pull' | 'save' | 'load', text: string): readonly Message[] => [{type: 'ask', purpose}, {type: 'typed', text}, {type: 'accept'}];
const pulling = playAll({...start(), place: 'images'}, ...typed('pull', 'nginx:1.27'));
const downloading = (current: number): Progress => ({
	task: 'pull', subject: 'nginx:1.27', status: undefined, parts: [{
		id: 'c703', state: 'downloading', current, total: 1000, note: undefined,
	}],
});
const progress = (current: number, now = 0): DeskMessage => ({
	type: 'desk-progress', job: 1, progress: downloading(current), now,
});
const failed: DeskMessage = {type: 'desk-job-failed', job: 1, error: new LayerscopeError('engine', 'The registry says no.')};
const done: DeskMessage = {type: 'desk-done', job: 1, loaded: []};

test('a reference that is typed is pulled, on a screen of its own', () => {
	assert.deepEqual(pulling.effects, [{type: 'desk-start', job: 1, wish: {kind: 'pull', reference: 'nginx:1.27', platform: undefined}}]);
	assert.deepEqual(topScreen(pulling.state), {kind: 'job', job: 1});
});

test('Esc lets it go on in the background, where the last line tells how far it is, and its end is said', () => {
	const away = play(pulling.state, progress(0), {type: 'back'}, progress(250, 2000));
	assert.equal(topScreen(away), undefined);
	assert.deepEqual(jobsStatus(away), {text: 'nginx:1.27 6 s', share: 0.25});
	const later = play(away, done);
	assert.deepEqual(later.notice, {text: 'pulled nginx:1.27', isProblem: false});
	assert.equal(jobsStatus(later), undefined);
});

test('a failure is said where the user is, and r tries again', () => {
	assert.equal(play(pulling.state, failed).notice, undefined, 'its own screen says it');
	const away = play(pulling.state, {type: 'back'}, failed);
	assert.deepEqual(away.notice, {text: 'The registry says no.', isProblem: true});
	const {state, effects} = playAll(away, {type: 'jobs'}, {type: 'retry'});
	assert.equal(state.desk.jobs[0]?.state, 'running');
	assert.deepEqual(effects, pulling.effects);
});

test('what is cancelled never becomes a success, whatever still comes', () => {
	const {state, effects} = playAll(pulling.state, {type: 'cancel'}, progress(1000), done);
	assert.equal(state.desk.jobs[0]?.state, 'cancelled');
	assert.deepEqual(effects, [{type: 'desk-cancel', job: 1}]);
});

test('several go on at once, and the same one is not started twice', () => {
	const two = playAll(pulling.state, {type: 'back'}, ...typed('pull', 'debian'), {type: 'back'}, ...typed('pull', 'nginx:1.27'));
	assert.deepEqual(two.effects.map(effect => effect.type), ['desk-start']);
	assert.deepEqual(topScreen(two.state), {kind: 'job', job: 1});
	assert.deepEqual(jobsStatus(two.state), {text: '2 at work (J)', share: undefined});
});

test('Enter opens what was pulled', () => {
	const {state, effects} = playAll(pulling.state, done, {type: 'enter'});
	assert.equal(state.place, 'image');
	assert.deepEqual(effects, [{type: 'open', argument: 'docker://nginx:1.27', selection: {platform: undefined, image: undefined}}]);
});

test('leaving while something is at work is asked once; Ctrl-C just leaves', () => {
	const quit = {type: 'quit', isCertain: false} as const;
	const asked = playAll(pulling.state, quit);
	assert.deepEqual(asked.effects, []);
	assert.match(asked.state.notice?.text ?? '', /nginx:1\.27 is not done yet/);
	assert.deepEqual(playAll(asked.state, quit).effects, [{type: 'quit'}]);
	assert.deepEqual(playAll(asked.state, {type: 'back'}, quit).effects, [], 'another key means to stay');
	assert.deepEqual(playAll(pulling.state, {type: 'quit', isCertain: true}).effects, [{type: 'quit'}]);
	assert.deepEqual(playAll(pulling.state, done, quit).effects, [{type: 'quit'}]);
});

test('a file that is there already is only replaced after a yes', () => {
	const wish = {
		kind: 'save', references: ['sha256:12'], file: 'out.tar', isForced: false,
	} as const;
	const saving = {
		...start(), place: 'images' as const, desk: {
			...start().desk, jobs: [{
				id: 1, wish, state: 'running' as const, progress: undefined, pace: undefined, error: undefined, loaded: [],
			}],
		},
	};
	const asked = play(saving, {type: 'desk-exists', job: 1});
	assert.equal(asked.prompt?.isConfirming, true);
	assert.deepEqual(playAll(asked, {type: 'accept'}).effects, [{type: 'desk-start', job: 2, wish: {...wish, isForced: true}}]);
	assert.deepEqual(playAll(asked, {type: 'refuse'}).effects, []);
});

test('the command that would do the same is that of the engine\'s own program', () => {
	const pull = {kind: 'pull', reference: 'nginx:1.27', platform: 'linux/arm64'} as const;
	assert.equal(jobCommand(pull, undefined), 'docker pull --platform linux/arm64 nginx:1.27');
	assert.equal(jobCommand(pull, 'podman'), 'podman pull --platform linux/arm64 nginx:1.27');
	const save = {
		kind: 'save', references: ['nginx:1.27', 'debian'], file: 'two images.tar', isForced: false,
	} as const;
	assert.equal(jobCommand(save, 'containerd'), 'docker save -o \'two images.tar\' nginx:1.27 debian');
	assert.equal(jobCommand(save, 'podman'), 'podman save --multi-image-archive -o \'two images.tar\' nginx:1.27 debian');
	assert.equal(jobCommand({kind: 'load', file: 'a.tar'}, 'podman'), 'podman load -i a.tar');
});

test('so is the one that a new name is told with', () => {
	const told = (store: Store) => play(start(), {
		type: 'desk-catalogue', catalogue: {images: [], store, isComplete: true}, location: undefined, now: 0,
	}, {type: 'desk-tagged', source: 'nginx', target: 'web'}).notice?.text;
	assert.equal(told('classic'), 'docker tag nginx web: done');
	assert.equal(told('podman'), 'podman tag nginx web: done');
});
