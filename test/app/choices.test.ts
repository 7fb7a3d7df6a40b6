import assert from 'node:assert/strict';
import {test} from 'node:test';
import {topScreen} from '../../source/app/screens.ts';
import type {State} from '../../source/app/state.ts';
import type {Digest} from '../../source/image/digest.ts';
import type {LayerFacts} from '../../source/image/image-facts.ts';
import {LayerscopeError} from '../../source/errors.ts';
import {choiceOf} from '../helpers/choice-of.ts';
import {file, layerOf} from '../helpers/layer-of.ts';
import {opened, play, playAll} from './play.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}` as Digest;
const layer = (letter: string, instruction: string): LayerFacts => ({
	diffId: digest(letter), digest: undefined, mediaType: '', compressedSize: 5, instruction, created: undefined,
});
const amd = choiceOf({
	platform: 'linux/amd64', digest: digest('a'), reference: 'app:1', isHost: true, layers: 2, layerFacts: [layer('1', 'ADD x'), layer('2', 'COPY y')],
});
const arm = choiceOf({
	platform: 'linux/arm64', digest: digest('b'), reference: 'app:1', layers: 2, layerFacts: [layer('3', 'ADD x'), layer('2', 'COPY y')],
});
const elsewhere = choiceOf({platform: 'linux/mips', digest: digest('c'), isHere: false});
const attestation = choiceOf({
	kind: 'attestation', digest: digest('d'), annotations: new Map([['vnd.docker.reference.digest', digest('a')]]),
});
const whole = [arm, amd, elsewhere, attestation];

const image = opened([layerOf(file('a'))]);
const asked = playAll(image, {type: 'choose'});
const listed = play(asked.state, {type: 'held', choices: whole, isWhole: true});

function picker(state: State) {
	const screen = topScreen(state);
	assert.ok(screen?.kind === 'picker');
	return screen;
}

test('what the source holds is asked for, and this machine\'s platform is under the cursor', () => {
	assert.deepEqual(asked.effects, [{type: 'list-choices', isQuiet: false}]);
	assert.deepEqual(picker(asked.state).choices, []);
	assert.equal(picker(listed).cursor.selected, 1);
	assert.equal(listed.session.held, 3, 'an attestation is no image');
});

test('a longer list leaves the cursor on its row', () => {
	const early = play(asked.state, {type: 'held', choices: [arm, amd], isWhole: false}, {type: 'move', motion: 'up'});
	const later = picker(play(early, {type: 'held', choices: [elsewhere, amd, arm], isWhole: true}));
	assert.equal(later.choices[later.cursor.selected], arm);
});

test('Enter opens the platform, by what its row says', () => {
	const {effects} = playAll(listed, {type: 'move', motion: 'up'}, {type: 'enter'});
	assert.deepEqual(effects, [{type: 'open', argument: undefined, selection: {image: 'app:1', platform: 'linux/arm64'}}]);
});

test('what is no image isn\'t opened, and what isn\'t here is said to be elsewhere', () => {
	const beside = playAll(listed, {type: 'move', motion: 'last'}, {type: 'enter'});
	assert.deepEqual(beside.effects, []);
	assert.match(beside.state.notice?.text ?? '', /^attestation of linux\/amd64: it has no file system/);
	const absent = playAll(listed, {type: 'move', motion: 'down'}, {type: 'enter'});
	assert.deepEqual(absent.effects, []);
	assert.match(absent.state.notice?.text ?? '', /linux\/mips is listed, but isn't here/);
});

test('a platform that an engine hasn\'t is pulled', () => {
	const session = {...listed.session, source: {kind: 'docker', location: 'x'}, image: {...listed.session.image!, reference: 'app:1'}};
	const {effects} = playAll({...listed, session}, {type: 'move', motion: 'down'}, {type: 'enter'});
	assert.deepEqual(effects, [{type: 'desk-start', job: 1, wish: {kind: 'pull', reference: 'app:1', platform: 'linux/mips'}}]);
	const {effects: pulled} = playAll(play({...listed, session}, {type: 'move', motion: 'down'}, {type: 'enter'}), {type: 'desk-done', job: 1, loaded: []}, {type: 'enter'});
	assert.deepEqual(pulled, [{type: 'open', argument: 'docker://app:1', selection: {platform: 'linux/mips', image: undefined}}]);
});

test('two are put side by side: this machine\'s and the one under the cursor, or those that are marked', () => {
	const compared = topScreen(play(listed, {type: 'move', motion: 'up'}, {type: 'compare'}));
	assert.ok(compared?.kind === 'compare');
	assert.deepEqual([compared.left, compared.right], [amd, arm]);
	assert.deepEqual(compared.pairs.map(({relation}) => relation), ['changed', 'same']);
	const marked = topScreen(play(listed, {type: 'move', motion: 'first'}, {type: 'mark'}, {type: 'mark'}, {type: 'compare'}));
	assert.ok(marked?.kind === 'compare');
	assert.deepEqual([marked.left, marked.right], [arm, amd]);
	assert.equal(topScreen(play(listed, {type: 'move', motion: 'up'}, {type: 'compare'}, {type: 'back'}))?.kind, 'picker');
});

test('what can\'t be compared says why', () => {
	const why = (...messages: Array<Parameters<typeof play>[1]>) => play(listed, ...messages, {type: 'compare'}).notice?.text;
	assert.match(why() ?? '', /go to another image/);
	assert.match(why({type: 'move', motion: 'down'}) ?? '', /the layers of linux\/mips aren't known here/);
	assert.match(why({type: 'move', motion: 'first'}, {type: 'mark'}, {type: 'mark'}, {type: 'mark'}) ?? '', /two are compared, and 3 are marked/);
	assert.match(play(listed, {type: 'move', motion: 'last'}, {type: 'mark'}).notice?.text ?? '', /only images are compared/);
});

test('Esc goes back to the image; a source of one image says so', () => {
	assert.equal(topScreen(play(listed, {type: 'back'})), undefined);
	const alone = play(asked.state, {type: 'held-failed', error: new LayerscopeError('usage', 'There is only this one image here.')});
	assert.equal(topScreen(alone), undefined);
	assert.match(alone.notice?.text ?? '', /only this one image/);
});
