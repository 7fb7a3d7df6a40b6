import {file, header} from '../../helpers/tar-bytes.ts';
import type {HostileCase} from '../hostile-case.ts';
import {imageOf, layerOf} from '../hostile-image.ts';

/** Whiteouts that remove nothing, too much, or what they mustn't. */
export const whiteouts: readonly HostileCase[] = [
	{
		name: 'of nothing',
		image: () => imageOf(file('a'), file('.wh.b')),
		expected: {warnings: ['whiteout-of-nothing /b'], tree: ['/a']},
	},
	{
		name: 'in a lower layer\'s place',
		image: () => ({layers: [layerOf(file('a'), file('b')), layerOf(file('.wh.b'))]}),
		expected: {tree: ['/a']},
	},
	{
		name: 'a device 0:0',
		image: () => ({
			layers: [layerOf(file('a'), file('b')), layerOf(header({
				name: 'b', typeflag: '3', major: 0, minor: 0,
			}))],
		}),
		expected: {warnings: ['whiteout-device /b'], tree: ['/a']},
	},
];
