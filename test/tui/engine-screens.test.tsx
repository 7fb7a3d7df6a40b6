import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Message} from '../../source/app/messages.ts';
import type {LocalImage} from '../../source/catalogue/local-image.ts';
import type {Digest} from '../../source/image/digest.ts';
import {play, start} from '../app/play.ts';
import {drawn} from './drawn.tsx';

const digest = (letter: string) => `sha256:${letter.repeat(64)}` as Digest;
const image = (letter: string, tags: readonly string[], more: Partial<LocalImage> = {}): LocalImage => ({
	id: digest(letter),
	tags,
	repoDigests: [],
	platforms: [{
		os: 'linux', architecture: 'amd64', variant: undefined, osVersion: undefined,
	}],
	created: 0,
	size: 164_000_000,
	unique: undefined,
	shared: undefined,
	diffIds: [digest(letter)],
	containers: [],
	...more,
});
const web = {
	id: 'c1', name: 'web', imageId: digest('b'), state: 'running', isRunning: true,
};
const images = [
	image('a', ['debian:12']),
	image('b', ['nginx:1', 'nginx:latest'], {
		size: 872_400_000, unique: 708_200_000, shared: 164_200_000, diffIds: [digest('a'), digest('b')], containers: [web],
	}),
	image('c', [], {size: 6}),
];
const listing: Message = {
	type: 'desk-catalogue', catalogue: {images, isComplete: true}, location: '/run/docker.sock', now: 3 * 86_400,
};
const among = (columns: number) => play({...start({columns, rows: 12}), place: 'images'}, {type: 'images'}, listing);

test('images stand in columns, what nobody knows is a dot, and what has no name is marked', () => {
	const screen = drawn(among(120));
	assert.match(screen[0]!, /^ 3 images on \/run\/docker\.sock {10,}2 unused$/);
	assert.equal(screen[1], `─ Images ${'─'.repeat(111)}`);
	assert.deepEqual(screen.slice(2, 6), [
		'   image▾                          id            platform  created          size    unique    shared  used by',
		' ▶ ▸ debian:12                     aaaaaaaaaaaa  amd64     3 days       164.0 MB         ·         ·  base of 1 image',
		'   ▸ nginx:1, nginx:latest         bbbbbbbbbbbb  amd64     3 days       872.4 MB  708.2 MB  164.2 MB  web (running)',
		'   ▸ <none>                        cccccccccccc  amd64     3 days            6 B         ·         ·  –',
	]);
});

test('with little room the name and the size are what is left', () => {
	assert.deepEqual(drawn(among(40)).slice(2, 5), [
		'   image▾                          size',
		' ▶ ▸ debian:12                 164.0 MB',
		'   ▸ nginx:1, nginx:latest     872.4 MB',
	]);
});

test('a removal says all that it would do, and the command for it', () => {
	const asked = play(among(120), {type: 'move', motion: 'down'}, {type: 'remove', what: 'selected'});
	const text = drawn(asked).join('\n');
	assert.match(text, /─ Remove nginx:1\? ─/);
	assert.match(text, / tag {9}nginx:1 goes; nginx:latest still names the image, so nothing else happens/);
	assert.match(text, / to free {5}nothing/);
	assert.match(text, / docker rmi nginx:1\n/);
	assert.match(text, / t all 2 tags of the image/);
	assert.match(text, / n leave it {2}y remove$/m);
});

test('what the engine would refuse says why, and offers no yes', () => {
	const held = image('d', ['held:1'], {containers: [{...web, state: 'exited', isRunning: false}]});
	const asked = play(among(120), {...listing, catalogue: {images: [held], isComplete: true}}, {type: 'remove', what: 'selected'});
	const text = drawn(asked).join('\n');
	assert.match(text, / refused {5}held:1: it is the last name of what web \(exited\) holds; f forces it/);
	assert.doesNotMatch(text, / y remove/);
});

test('what a search found shows the command for it, and nothing of a registry reaches the terminal as it is', () => {
	const found = play(among(100), {type: 'ask', purpose: 'find'}, {type: 'typed', text: 'nginx'}, {type: 'accept'}, {
		type: 'desk-found', term: 'nginx', found: [{
			name: 'nginx\u001B[2J', description: 'The\nserver', stars: 19_876, isOfficial: true, isAutomated: false,
		}],
	});
	const screen = drawn(found);
	assert.match(screen[1]!, /^─ docker search nginx: 1 found ─/);
	assert.match(screen[3]!, /▶ nginx\\x1b\[2J +19\.9k {2}official +The server/);
});
