import {file, header} from '../../helpers/tar-bytes.ts';
import type {HostileCase} from '../hostile-case.ts';
import {layerOf, type HostileImage} from '../hostile-image.ts';
import {device, directory, symlink} from '../tar-entries.ts';

const base = layerOf(directory('d/'), file('d/in', 'x'), file('f', 'x'), file('x', 'x'));
const whole = ['/d/', '/d/in', '/f', '/x'];
const without = (...gone: readonly string[]) => whole.filter(path => !gone.includes(path));

/** A base, and a layer over it. */
const over = (...parts: readonly Uint8Array[]) => (): HostileImage => ({layers: [base, layerOf(...parts)]});

/** Whiteouts that remove nothing, too much, or what they mustn't. */
export const whiteouts: readonly HostileCase[] = [
	{name: 'of a file', image: over(file('.wh.f')), expected: {tree: without('/f')}},
	{name: 'of nothing', image: over(file('.wh.nothing')), expected: {warnings: ['whiteout-of-nothing /nothing'], tree: whole}},
	{name: 'of nothing in the lowest layer', image: () => ({layers: [layerOf(file('a'), file('.wh.b'))]}), expected: {warnings: ['whiteout-of-nothing /b'], tree: ['/a']}},
	{
		name: 'of nothing in a directory that is nowhere',
		image: over(file('new/.wh.f')),
		expected: {warnings: ['whiteout-of-nothing /new/f'], tree: [...whole, '/new/']},
	},
	{name: 'of the root, opaque', image: over(file('.wh..wh..opq')), expected: {warnings: ['whiteout-of-root /'], tree: whole}},
	{name: 'of the root, opaque, by a longer way', image: over(file('d/../.wh..wh..opq')), expected: {warnings: ['whiteout-of-root /'], tree: whole}},
	{name: '.wh.', image: over(file('.wh.')), expected: {warnings: ['whiteout-malformed .wh.'], tree: whole}},
	{name: '.wh..', image: over(file('d/.wh..')), expected: {warnings: ['whiteout-malformed d/.wh..'], tree: whole}},
	{name: '.wh...', image: over(file('d/.wh...')), expected: {warnings: ['whiteout-malformed d/.wh...'], tree: whole}},
	{name: '.wh....', image: over(file('.wh....')), expected: {warnings: ['whiteout-of-nothing /...'], tree: whole}},
	{name: '.wh..wh.x, which is aufs\'s own', image: over(file('.wh..wh.x'), file('.wh..wh.plnk/y')), expected: {tree: [...whole, '/.wh..wh.plnk/', '/.wh..wh.plnk/y']}},
	{name: '.wh..wh..opq with more behind it', image: over(file('d/.wh..wh..opq2')), expected: {tree: whole}},
	{name: '.wh.d/in is a name like any other', image: over(file('.wh.d/in', 'y')), expected: {tree: ['/.wh.d/', '/.wh.d/in', ...whole]}},
	{name: '.wh.d as a directory', image: over(directory('.wh.d/')), expected: {tree: without('/d/', '/d/in')}},
	{name: '.wh.f as a link', image: over(symlink('.wh.f', '/etc/passwd')), expected: {tree: without('/f')}},
	{name: '.wh.f with a content', image: over(file('.wh.f', 'x'.repeat(1000))), expected: {tree: without('/f')}},
	{name: '../.wh.f', image: over(file('../.wh.f')), expected: {warnings: ['path-outside-root ../.wh.f'], tree: without('/f')}},
	{name: 'f/../.wh.x', image: over(file('f/../.wh.x')), expected: {tree: without('/x')}},
	{name: 'the same name before it in its layer', image: over(file('f', 'new'), file('.wh.f')), expected: {warnings: ['whiteout-void /f'], tree: whole}},
	{name: 'the same name behind it in its layer', image: over(file('.wh.f'), file('f', 'new')), expected: {tree: whole}},
	{
		name: 'the same directory behind it in its layer',
		image: over(file('.wh.d'), directory('d/'), file('d/new')),
		expected: {warnings: ['whiteout-void /d'], tree: ['/d/', '/d/in', '/d/new', '/f', '/x']},
	},
	{name: 'twice', image: over(file('.wh.f'), file('.wh.f')), expected: {tree: without('/f')}},
	{name: 'of what a whiteout left', image: () => ({layers: [base, layerOf(file('.wh.f')), layerOf(file('.wh.f'))]}), expected: {warnings: ['whiteout-of-nothing /f'], tree: without('/f')}},
	{name: 'of a file, with something under it', image: over(file('.wh.f'), file('f/under')), expected: {warnings: ['parent-not-a-directory /f'], tree: ['/d/', '/d/in', '/f/', '/f/under', '/x']}},
	{name: 'a device 0:0', image: over(device('f', 0, 0)), expected: {warnings: ['whiteout-device /f'], tree: without('/f')}},
	{
		name: 'a device 0:0 of nothing, and a block device',
		image: over(device('nothing', 0, 0), header({
			name: 'f', typeflag: '4', major: 0, minor: 0,
		})),
		expected: {warnings: ['whiteout-device /nothing', 'whiteout-of-nothing /nothing'], tree: ['/d/', '/d/in', '/f b', '/x']},
	},
	{
		name: 'a device 0:0 that is the root',
		image: over(device('/', 0, 0)),
		expected: {warnings: ['parent-not-a-directory /'], tree: whole},
	},
];
