import {file} from '../../helpers/tar-bytes.ts';
import type {HostileCase} from '../hostile-case.ts';
import {imageOf} from '../hostile-image.ts';

/** Names that lead elsewhere, collide, or cost. */
export const paths: readonly HostileCase[] = [
	{
		name: 'a layer that is no tar',
		image: () => ({layers: [{blob: new Uint8Array(2048).fill(0x41)}]}),
		expected: {failures: {0: {says: /checksum/, offset: 0}}, warnings: ['layer-unreadable'], tree: []},
	},
	{
		name: '../',
		image: () => imageOf(file('../../etc/passwd')),
		expected: {warnings: ['path-outside-root ../../etc/passwd'], tree: ['/etc/', '/etc/passwd']},
	},
];
