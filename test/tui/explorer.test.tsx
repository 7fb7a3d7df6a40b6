import assert from 'node:assert/strict';
import {test} from 'node:test';
import stringWidth from 'string-width';
import type {Message} from '../../source/app/messages.ts';
import {LayerscopeError} from '../../source/errors.ts';
import type {State} from '../../source/app/state.ts';
import {
	directory, file, hardlink, layerOf, symlink, whiteout,
} from '../helpers/layer-of.ts';
import {opened, play, start} from '../app/play.ts';
import {
	drawn, escape, painted, withoutCodes,
} from './drawn.tsx';

const layers = [
	layerOf(directory('etc'), file('etc/motd', 'hello'), file('etc/passwd', 'root'), directory('opt'), file('opt/a', 'a'.repeat(1200)), {
		type: 'character-device', name: 'tty', major: 5, minor: 1, mode: 0o620, gid: 5,
	}),
	layerOf(
		whiteout('etc/.wh.motd'),
		file('etc/passwd', 'root www', {uid: 1000, gid: 1000}),
		hardlink('etc/same', 'etc/passwd'),
		symlink('etc/to', '../opt'),
		whiteout('opt/.wh..wh..opq'),
		file('opt/b', 'b'),
	),
];
const history = [
	{
		instruction: 'ADD rootfs /', layer: 0, created: undefined, comment: undefined,
	},
	{
		instruction: 'ENV A=1', layer: undefined, created: undefined, comment: undefined,
	},
	{
		instruction: 'RUN  adduser\n www', layer: 1, created: undefined, comment: undefined,
	},
];
const facts = {facts: [{instruction: 'ADD rootfs /'}, {instruction: 'RUN  adduser\n www'}]};

function at(columns: number, rows: number): State {
	return play(opened(layers, {size: {columns, rows}, history, facts}), {type: 'unfold'});
}

test('the header says that an engine\'s own files were read also where there is no room for its address', () => {
	const state = at(120, 30);
	const {image, ...session} = state.session;
	const headerFor = (location: string) => drawn({...state, session: {...session, image: {...image!, isFromStore: true}, source: {kind: 'docker', location}}})[0]!;
	assert.match(headerFor('ssh://box'), / docker ssh:\/\/box \(engine store\)$/);
	assert.match(headerFor(`ssh://${'box'.repeat(20)}`), / docker \(engine store\)$/);
});

test('at 120 columns both panes have all their columns', () => {
	const screen = drawn(at(120, 30));
	assert.deepEqual(screen.slice(0, 9), [
		' shop:1  platform not known  1.2 kB in 2 layers  dead 1.2 kB, 0.7 % efficient                          archive shop.tar',
		'─ Layers ──────────────────────────────────────────────┬─ Files after layer 1 ──────────────────────────────── 5 files ─',
		'    #     size             +     ~     −  step         │      mode        owner         size  name',
		'    0   1.2 kB  ██████     6     0     0  ADD rootfs / │ ▶    drwxr-xr-x  root           8 B  ▾ etc',
		'    ENV A=1                                            │   −  -rw-r--r--  root           5 B      motd  from layer 0',
		' ▶  1      9 B  ▏          3     1     2  RUN adduser …│   ~  -rw-r--r--  1000           8 B      passwd  was 4 B',
		'─ Layer 1 ─────────────────────────────────────────────┤   +  -rw-r--r--  root           8 B      same = /etc/passwd',
		' RUN  adduser                                          │   +  lrwxrwxrwx  root                    to → ../opt',
		'  www                                                  │    ◌ drwxr-xr-x  root           1 B  ▸ opt  opaque',
	]);
	assert.match(screen[9]!, /crw--w---- {2}0:5 +5, 1 +tty/);
	assert.match(screen.at(-1)!, /^ Tab pane {2}Enter open .* \? all keys {2}q quit$/);
});

test('with less room the owner goes first, then the mode, then the bars', () => {
	const has = (columns: number) => {
		const screen = drawn(at(columns, 30)).slice(2, 5).join('\n');
		return ['owner', 'mode', '█'].filter(word => screen.includes(word));
	};

	assert.deepEqual([120, 104, 96, 80].map(columns => has(columns)), [['owner', 'mode', '█'], ['mode', '█'], ['█'], []]);
});

test('every row fits at every size, and the rows fill the terminal', () => {
	for (const [columns, rows] of [[40, 10], [41, 11], [60, 20], [71, 24], [72, 23], [80, 24], [99, 30], [120, 40], [200, 60]] as const) {
		for (const state of [at(columns, rows), play(at(columns, rows), {type: 'focus', pane: 'layers'}), start({columns, rows})]) {
			const screen = drawn(state);
			assert.equal(screen.length, rows);
			assert.deepEqual(screen.filter(row => stringWidth(row) > columns), [], `${columns}×${rows}`);
		}
	}
});

test('below 24 rows the details leave the layers all the room', () => {
	assert.doesNotMatch(drawn(at(80, 23)).join('\n'), /diffID/);
	assert.match(drawn(at(80, 24)).join('\n'), /diffID/);
});

test('at 40×10 one pane is there at a time', () => {
	const tree = drawn(at(40, 10));
	assert.match(tree[1]!, /^─ Files after layer 1/);
	assert.doesNotMatch(tree.join('\n'), /adduser/);
	const list = drawn(play(at(40, 10), {type: 'focus', pane: 'other'}));
	assert.match(list[1]!, /^─ Layers/);
	assert.match(list.join('\n'), /ADD r/);
});

test('a terminal that is too small gets one line', () => {
	assert.deepEqual(drawn(at(39, 10)).filter(row => row !== ''), ['too small: 40×10 at least']);
});

test('counts that are not known yet are a dot, and the columns are where they will be', () => {
	const before = drawn(opened(layers, {
		size: {columns: 120, rows: 30}, merged: 1, history, facts,
	}));
	const after = drawn(at(120, 30));
	assert.match(before[5]!, /▶ {2}1(?: +·){4} {2}RUN/);
	assert.equal(before[5]!.indexOf('RUN'), after[5]!.indexOf('RUN'));
	assert.equal(before[2]!.slice(0, 60), after[2]!.slice(0, 60));
	assert.match(before[1]!, /Files after layer 0 of 1/);
});

test('in ASCII nothing else is drawn', () => {
	assert.match(drawn(at(120, 30), {ascii: true}).join('\n'), /^[\n -~]*$/);
	const named = opened([layerOf(file('naïve', 'x'), symlink('日', '本'))], {facts: {facts: [{instruction: 'RUN écho'}]}});
	const screen = drawn(named, {ascii: true});
	assert.match(screen.join('\n'), /^[\n -~]*$/);
	assert.match(screen.join('\n'), /RUN <U\+00E9>[^]*na<U\+00EF>ve[^]*<U\+65E5> -> <U\+672C>/);
	assert.deepEqual(screen.filter(row => row.length > 120), []);
});

test('in ASCII nothing that has another meaning stands before a directory', () => {
	const screen = drawn(play(at(120, 30), {type: 'unfold'}), {ascii: true}).join('\n');
	assert.match(screen, /\| {6}drwxr-xr-x .* B {2}\[-] etc$/m);
	assert.match(screen, /\| > - {2}-rw-r--r-- .* B {8}motd {2}from layer 0$/m);
	assert.match(screen, /\| .* B {2}\[\+] opt/m);
});

test('without colours marks, inverse and dim stay, and no colour is sent', () => {
	const screen = painted(at(120, 30), {color: false});
	const codes = screen.split(`${escape}[`).slice(1).map(rest => Number.parseInt(rest, 10));
	assert.deepEqual([...new Set(codes)].toSorted((one, other) => one - other), [1, 2, 7, 9, 22, 27, 29]);
	assert.match(screen, /~ /);
});

test('the cursor is a marker and an inverse name, in the focused pane only', () => {
	const inTree = painted(at(120, 30), {color: false});
	assert.ok(inTree.includes(`${escape}[7metc`));
	const inLayers = painted(play(at(120, 30), {type: 'focus', pane: 'layers'}), {color: false});
	assert.ok(!inLayers.includes(`${escape}[7metc`));
	assert.ok(inLayers.includes(`${escape}[7mRUN`));
});

test('names, instructions and references of an image can do nothing to the terminal', () => {
	const evil = '\u{1B}]0;x\u{7}\u{1B}[31m\u{202E}\u{9B}2J\r\n';
	const state = opened([layerOf(file(`a${evil}`, 'x'), symlink('b', evil))], {facts: {image: {reference: evil, created: evil}, facts: [{instruction: evil, created: evil, mediaType: evil}]}});
	const messages: readonly Message[] = [{type: 'sort'}, {type: 'show', screen: 'details'}, {type: 'show', screen: 'config'}, {type: 'show', screen: 'warnings'}, {type: 'ask', purpose: 'filter'}];
	for (const shown of messages.map(message => play(state, message, {type: 'typed', text: evil}))) {
		const rest = withoutCodes(painted(shown));
		assert.doesNotMatch(rest, /[^\P{Cc}\n]|\u{202E}/u);
	}
});

test('only the rows of the two cursors change when it moves', () => {
	const files = opened([layerOf(...Array.from({length: 300}, (_, number) => file(`f${String(number).padStart(3, '0')}`)))]);
	const before = painted(files).split('\n');
	const after = painted(play(files, {type: 'move', motion: 'down'})).split('\n');
	assert.deepEqual(after.flatMap((row, place) => row === before[place] ? [] : [place]), [3, 4]);
});

test('the keys in the last line keep their places while what is going on changes, and help and the way out are always there', () => {
	const reading = (columns: number, parts: ReadonlyArray<readonly [string, number]>) => play(opened(layers, {
		size: {columns, rows: 24}, merged: 1, history, facts,
	}), {
		type: 'progress', now: 0, progress: {
			task: 'read', subject: 'shop:1', status: undefined, parts: parts.map(([id, current]) => ({
				id, state: 'reading', current, total: 100, note: undefined,
			})),
		},
	});
	const hints = (state: State) => drawn(state).at(-1)!.replace(/ {3,}\S.*$/, '');
	for (const columns of [80, 120]) {
		const shown = [opened(layers, {
			size: {columns, rows: 24}, merged: 1, history, facts,
		}), reading(columns, [['1', 0]]), reading(columns, [['0', 99], ['1', 99]]), reading(columns, [['save', 7]])];
		assert.equal(new Set(shown.map(state => hints(state))).size, 1);
	}

	assert.match(drawn(reading(40, [['0', 100], ['1', 100]])).at(-1)!, /\? keys {2}q quit {2,}reading 100 %$/);
});

test('that not all is shown is said at every size, and files are counted only where all are there', () => {
	const ruleOf = (state: State) => drawn(state)[1]!.replace(/^.*┬/, '').replaceAll(/^─ | ─+$/g, '');
	const filtered = (columns: number) => play(at(columns, 30), {type: 'ask', purpose: 'filter'}, {type: 'typed', text: 'passwd'}, {type: 'accept'});
	assert.equal(ruleOf(at(80, 30)), 'Files after layer 1 ──── 5 files');
	assert.match(ruleOf(filtered(120)), /^Files after layer 1 ─+ filter passwd$/);
	assert.match(ruleOf(filtered(80)), /^Files ─+ filter passwd$/);
	assert.match(ruleOf(play(filtered(80), {type: 'hide', change: 'unchanged'}, {type: 'sort'})), /^Files ─ filter passwd · no unch…$/);
	assert.match(ruleOf(play(at(40, 10), {type: 'hide', change: 'added'}, {type: 'scope'})), /^What layer 1 changed ─+ no added$/);
	assert.match(ruleOf(opened([layerOf(file('a', 'a'))])), / 1 file$/);
});

test('a tree without rows says whether there is nothing or all is hidden', () => {
	const empty = (state: State) => drawn(state)[3]!.replace(/^.*│/, '').trim();
	const hidden = [{type: 'scope'}, ...(['added', 'changed', 'removed'] as const).map(change => ({type: 'hide', change} as const))] as const;
	assert.equal(empty(play(at(120, 30), ...hidden)), 'all is hidden');
	assert.equal(empty(play(opened([...layers, layerOf()]), {type: 'scope'}, {type: 'hide', change: 'added'})), 'this layer changed no file');
	assert.equal(empty(opened([layerOf()])), 'no files');
	assert.equal(empty(start({columns: 80, rows: 24})), 'files come as layers are read');
});

test('a remark is whole or not there, and a new directory hid nothing', () => {
	const long = 'a-name-that-leaves-little';
	const state = opened([layerOf(file(long, 'a'.repeat(8500))), layerOf(file(long, 'b'), directory('new'), whiteout('new/.wh..wh..opq'))], {size: {columns: 80, rows: 24}});
	const row = (name: string, columns: number) => drawn(play(state, {type: 'resize', size: {columns, rows: 24}})).find(line => line.includes(name))!.replace(/^.*│/, '').trim();
	assert.equal(row('a-name', 90), '▶ ~       1 B    a-name-that-leaves-little');
	assert.match(row('a-name', 160), /little {2}was 8\.5 kB$/);
	assert.equal(row('new', 120), '+◌ drwxr-xr-x  root           0 B  ▸ new');
});

test('that reading ended early stays on the screen, and what starts it again', () => {
	const state = play(opened(layers, {merged: 1}), {type: 'failed', error: new LayerscopeError('engine', 'The engine went away.')}, {type: 'move', motion: 'down'});
	for (const columns of [120, 80, 60]) {
		assert.match(drawn(play(state, {type: 'resize', size: {columns, rows: 24}})).at(-1)!, /q quit +not read to its end {2}r try again$/);
	}

	assert.match(drawn(play(state, {type: 'show', screen: 'details'})).at(-1)!, /not read to its end$/, 'r does nothing there');
});
