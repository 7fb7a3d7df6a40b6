import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Message} from '../../source/app/messages.ts';
import {LayerscopeError} from '../../source/errors.ts';
import type {PartProgress} from '../../source/progress/progress.ts';
import {directory, file, layerOf} from '../helpers/layer-of.ts';
import {opened, play, start} from '../app/play.ts';
import {choiceOf} from '../helpers/choice-of.ts';
import {drawn} from './drawn.tsx';

const size = {columns: 80, rows: 14};
const image = opened([layerOf(directory('etc'), file('etc/a', 'x'.repeat(2000)), file('etc/b', 'b')), layerOf(file('etc/a', 'y'))], {size});
const contentOf = (text: string): Message => ({type: 'content', bytes: new TextEncoder().encode(text), isCut: false});
const viewing = play(image, {type: 'unfold'}, {type: 'unfold'}, {type: 'view'});

test('a pull has a row for each layer, and says how far it is and how long it takes', () => {
	const part = (id: string, state: PartProgress['state'], current?: number, total?: number): PartProgress => ({
		id, state, current, total, note: undefined,
	});
	const pull = (current: number, now: number): Message => ({
		type: 'progress', now, progress: {
			task: 'pull', subject: 'nginx:1.27', status: undefined,
			parts: [part('c70306203109', 'here'), part('fa498f05c616', 'downloading', current, 200_000_000), part('19e0b49ef535', 'waiting', undefined, 236)],
		},
	});
	assert.deepEqual(drawn(play(start(size), pull(0, 0), pull(50_000_000, 2000))).filter(row => row !== ''), [
		' shop:1',
		`─ Pulling nginx:1.27 ${'─'.repeat(59)}`,
		' 50.0 MB of 200.0 MB  24 %  25.0 MB/s  7 s left  1 of 3 layers  1 here already',
		' c70306203109  here already ████████████████████',
		' fa498f05c616  downloading  █████                 50.0 MB of 200.0 MB  25.0 MB/s',
		' 19e0b49ef535  waiting                                          236 B',
		' Esc in the background  x stop  ? all keys  q quit',
	]);
});

test('a pull whose bytes have all come tells no pace, and says that it extracts', () => {
	const pull = (state: PartProgress['state'], current: number, now: number): Message => ({
		type: 'progress', now, progress: {
			task: 'pull', subject: 'nginx:1.27', status: undefined, parts: [
				{
					id: 'c70306203109', state: 'downloaded', current: undefined, total: undefined, note: undefined,
				},
				{
					id: 'fa498f05c616', state, current, total: 200_000_000, note: undefined,
				},
			],
		},
	});
	assert.match(drawn(play(start(size), pull('downloading', 0, 0), pull('downloading', 50_000_000, 2000)))[2]!, /^ 50\.0 MB {2}150\.0 MB to come {2}25\.0 MB\/s {2}6 s left {2}0 of 2 layers$/);
	assert.match(drawn(play(start(size), pull('downloading', 0, 0), pull('extracting', 200_000_000, 9000)))[2]!, /^ 200\.0 MB downloaded {2}extracting {2}0 of 2 layers$/);
});

test('an error is what, and what to do; why comes on demand', () => {
	const error = new LayerscopeError('engine', 'Can\'t reach Docker.', {advice: 'Start it.', cause: new Error('connect ENOENT', {cause: new Error('deeper')})});
	const state = play(start(size), {type: 'failed', error});
	assert.deepEqual(drawn(state).filter(row => row !== '').slice(2), [' Can\'t reach Docker.', ' Start it.', ' r try again  t details  ? all keys  q quit']);
	assert.deepEqual(drawn(play(state, {type: 'form'})).filter(row => row !== '').slice(4, -1), [' connect ENOENT', ' deeper']);
});

test('a file is shown with its line numbers, and where one is in it', () => {
	const screen = drawn(play(viewing, contentOf(Array.from({length: 30}, (_, line) => `line ${line}`).join('\n'))));
	assert.match(screen[1]!, /^─ \/etc\/a {2}after layer 1 ─+ 1 B {2}1 to 11 of 30 ─$/);
	assert.equal(screen[2], '   1  line 0');
	assert.equal(screen.at(-1), ' Esc back  [ layer below  / search  t text or hex  ? all keys  q quit');
});

test('bytes are shown as hexadecimal and ASCII', () => {
	const screen = drawn(play(viewing, contentOf('hello\u{0}world, how are you'), {type: 'resize', size: {columns: 90, rows: 14}}));
	assert.equal(screen[2], '        0  68 65 6c 6c 6f 00 77 6f  72 6c 64 2c 20 68 6f 77  hello.world, how');
	assert.equal(screen[3], '       10  20 61 72 65 20 79 6f 75                            are you');
});

test('reading up to a file is shown, and a failure in its place', () => {
	assert.match(drawn(play(viewing, {type: 'content-progress', current: 50_000_000, total: 200_000_000})).join('\n'), /reading up to it {2}█████ +50\.0 MB of 200\.0 MB/);
	const error = new LayerscopeError('unreadable', 'Contents can\'t be read from standard input.', {advice: 'Use --spool.'});
	assert.match(drawn(play(viewing, {type: 'content-failed', error})).join('\n'), /Contents can't be read from standard input\.\n Use --spool\./);
	assert.match(drawn(play(viewing, contentOf(''))).join('\n'), /this file is empty/);
});

test('of a long path the end is shown, with the size where there is room', () => {
	const deep = `${'deep/'.repeat(20)}file.txt`;
	const state = play(opened([layerOf(file(deep, 'a\n'))], {size}), {type: 'depth', depth: 99}, {type: 'move', motion: 'last'}, {type: 'view'}, contentOf('a\n'));
	assert.match(drawn(state)[1]!, /^─ ….*\/deep\/deep\/file\.txt {2}layer 0 ─+$/);
});

test('a huge file says that only its beginning is here', () => {
	const screen = drawn(play(viewing, {type: 'content', bytes: new TextEncoder().encode('abc\n'), isCut: true}));
	assert.match(screen[1]!, /only the first 4 B of 1 B/);
	const narrow = play(viewing, {type: 'content', bytes: new TextEncoder().encode('abc\n'.repeat(30)), isCut: true}, {type: 'resize', size: {columns: 40, rows: 14}});
	assert.equal(drawn(narrow)[1], '─ /etc/a  layer 1 ─ first 120 B of 1 B ─');
});

test('dead paths stand by bytes, with the layers that shipped and buried them', () => {
	const screen = drawn(play(image, {type: 'show', screen: 'dead'}));
	assert.match(screen[1]!, /^─ Dead bytes: 2\.0 kB of 2\.0 kB, 0\.1 % efficient ─+$/);
	assert.equal(screen[3], ' ▶    2.0 kB           0          1  /etc/a');
});

test('images to choose from are a list', () => {
	const choices = [
		choiceOf({reference: 'web:1', platform: 'linux/amd64', layers: 3}),
		choiceOf({
			reference: 'web:1', platform: 'linux/arm64', digest: `sha256:${'2'.repeat(64)}`, layers: 3,
		}),
	];
	const screen = drawn(play(start(size), {type: 'choices', choices}, {type: 'move', motion: 'down'}));
	assert.equal(screen[4], ' ▶   linux/arm64               ·       3  sha256:222222222222  web:1');
	assert.equal(screen.at(-1), ' Enter open  c compare  Space mark  ? all keys  q quit');
	const narrow = drawn(play(start({columns: 40, rows: 10}), {type: 'choices', choices}));
	assert.deepEqual(narrow.slice(1, 4), ['─ Several images are here: which one? ──', '     platform     image', ' ▶   linux/amd64  web:1']);
});

test('two platforms stand side by side, each layer with what became of it', () => {
	const layer = (letter: string, instruction: string) => ({
		diffId: `sha256:${letter.repeat(64)}` as const, digest: undefined, mediaType: '', compressedSize: 1500, instruction, created: undefined,
	});
	const choices = [
		choiceOf({platform: 'linux/amd64', layerFacts: [layer('1', 'ADD x'), layer('2', 'COPY y')], isHost: true}),
		choiceOf({platform: 'linux/arm64', digest: `sha256:${'2'.repeat(64)}`, layerFacts: [layer('3', 'ADD x'), layer('2', 'COPY y'), layer('4', 'RUN \u001B[2J')]}),
	];
	const compared = play(start({columns: 120, rows: 40}), {type: 'choices', choices}, {type: 'move', motion: 'down'}, {type: 'compare'});
	const screen = drawn(compared);
	assert.match(screen[1]!, /^─ linux\/amd64 beside linux\/arm64: 1 of 3 the same, 1\.5 kB ─+$/);
	assert.deepEqual(screen.slice(3, 6), [
		' ▶   0   1.5 kB  111111111111  ~    0   1.5 kB  333333333333  ADD x',
		'     1   1.5 kB  222222222222  =    1   1.5 kB  222222222222  COPY y',
		String.raw`                               +    2   1.5 kB  444444444444  RUN \x1b[2J`,
	]);
	assert.ok(screen.includes(`             right  sha256:${'3'.repeat(64)}`));
});

test('what is typed is in the last line, and a question before a file is overwritten', () => {
	const typing = play(image, {type: 'ask', purpose: 'filter'}, {type: 'typed', text: 'ng('}, {type: 'expression'});
	assert.match(drawn(typing).at(-1)!, /^ expression: ng\( +not a regular expression yet$/);
	const target = {path: new TextEncoder().encode('/etc/a'), layer: 1};
	assert.match(drawn(play(image, {type: 'extract-exists', file: 'a', target})).at(-1)!, /^ a is there already\. +y overwrite it {2}n leave it$/);
});

test('a notice stands at the end of the last line until the next key', () => {
	const told = play(image, {type: 'extracted', file: 'a', bytes: 1});
	assert.match(drawn(told).at(-1)!, /wrote a$/);
	assert.doesNotMatch(drawn(play(told, {type: 'move', motion: 'down'})).at(-1)!, /wrote/);
});

test('the help has the titles and keys of the table', () => {
	const screen = drawn(play(image, {type: 'show', screen: 'help'}));
	assert.deepEqual(screen.slice(2, 4), [' Moving', ' k                         one row up']);
});

test('a notice that is longer than the hints leave room for has the line for itself', () => {
	const told = play(image, {type: 'extract-failed', error: new LayerscopeError('usage', `There is no directory ${'/deep'.repeat(10)}.`)});
	assert.match(drawn(told).at(-1)!, /^ +There is no directory (?:\/deep)+\.$/);
});
