import assert from 'node:assert/strict';
import {test} from 'node:test';
import stringWidth from 'string-width';
import {versionAt} from '../../source/image/versions.ts';
import {findNode} from '../../source/image/nodes.ts';
import {explored} from '../app/explored-container.ts';
import {play} from '../app/play.ts';
import {drawn} from './drawn.tsx';

test('the container\'s layer is marked as writable, and what nobody told is a dot', () => {
	const screen = drawn(explored({columns: 120, rows: 30}));
	assert.deepEqual(screen.slice(0, 10), [
		' container:web  running  platform not known  8 B in 1 layer of the image  dead 0 B, 100.0 % efficient  archive shop.tar',
		'─ Layers ──────────────────────────────────────────────┬─ Files in the container ────────────────── 1 file · 4 unknown ─',
		'    #     size             +     ~     −  step         │      mode        owner         size  name',
		'    0      8 B  ██████     4     0     0  ADD rootfs / │ ▶    ·           ·                ·  ▾ etc',
		' ▶ rw        ·             4     1     0  container we…│   ~  ·           ·                ·      passwd  was 4 B',
		'                                                       │   +  ·           ·                ·    link',
		'─ Container layer ─────────────────────────────────────┤   +  ·           ·                ·    plain',
		' container web (running)                               │   +  ·           ·                ·  ▸ run',
		' container   web (running)                             │      drwxr-xr-x  root           4 B  ▸ usr',
		' ID          c0ffee                                    │',
	]);
	const text = screen.join('\n');
	assert.match(text, /^ diffID {6}the container layer has none.*\n digest {6}the container layer has none/m);
	assert.match(text, /^ changed {5}6 paths are listed .*\n size {8}not told: Enter on a path asks for it/m);
});

test('what was asked is shown, but for the owner, which engines don\'t tell', () => {
	const state = explored({columns: 120, rows: 30});
	const lifetimes = state.session.lifetimes!;
	const question = (path: string) => ({
		version: versionAt(lifetimes, findNode(lifetimes, new TextEncoder().encode(path))!, 1), layer: 1, offset: 0, view: undefined, shown: 1,
	});
	const facts = {mode: 0o4750, size: 11, mtime: 5} as const;
	const none = new Uint8Array(0);
	const screen = drawn(play(
		state,
		{
			type: 'asked', question: question('/etc'), facts: {
				...facts, type: 'directory', mode: 0o700, size: 0, target: none,
			},
		},
		{type: 'asked', question: question('/etc/passwd'), facts: {...facts, type: 'file', target: none}},
		{
			type: 'asked', question: question('/link'), facts: {
				...facts, type: 'symlink', size: 0, target: new TextEncoder().encode('etc'),
			},
		},
		{
			type: 'asked', question: question('/plain'), facts: {
				...facts, type: 'character-device', size: 0, target: none,
			},
		},
	));
	assert.deepEqual(screen.slice(3, 7).map(row => row.slice(56)), [
		' ▶ ~  drwx------  ·                ·  ▾ etc',
		'   ~  -rwsr-x---  ·             11 B      passwd  was 4 B',
		'   +  lrwsr-x---  ·                     link → etc',
		'   +  crwsr-x---  ·                ·    plain',
	]);
});

test('without UTF-8 a dot is a dot', () => {
	assert.match(drawn(explored({columns: 120, rows: 30}), {ascii: true})[4]!, /> rw {8}\. .*\| {3}~ {2}\. {11}\. {16}\. {8}passwd {2}was 4 B$/);
});

test('all that is said of the image is there on its screen too, and every row fits', () => {
	for (const [columns, rows] of [[40, 10], [60, 20], [80, 24], [120, 40]] as const) {
		for (const state of [explored({columns, rows}), play(explored({columns, rows}), {type: 'show', screen: 'config'})]) {
			assert.deepEqual(drawn(state).filter(row => stringWidth(row) > columns), []);
		}
	}

	assert.match(drawn(play(explored(), {type: 'show', screen: 'config'})).join('\n'), /reference {3}container:web\n container {3}web \(running\)\n ID {10}c0ffee\n made of {5}site:1/);
});
