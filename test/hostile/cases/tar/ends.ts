import {
	concat, file, header, latin1, tar,
} from '../../../helpers/tar-bytes.ts';
import type {TarCase} from './tar-case.ts';

const archive = tar(file('first', 'x'));
const zeros = new Uint8Array(512);

/** Tars that go on behind their end, or have none. */
export const ends: readonly TarCase[] = [
	{
		name: 'two archives behind one another, of which engines see the first', tar: () => concat(archive, tar(file('hidden'))), entries: ['first file 1'], warnings: ['trailing-garbage'],
	},
	{
		name: 'a text behind the end', tar: () => concat(archive, latin1('garbage')), entries: ['first file 1'], warnings: ['trailing-garbage'],
	},
	{name: 'no end at all', tar: () => file('first', 'x'), entries: ['first file 1']},
	{name: 'one block of zeros as its end', tar: () => concat(file('first', 'x'), zeros), entries: ['first file 1']},
	{
		name: 'one block of zeros between two entries',
		tar: () => tar(file('first', 'x'), zeros, file('hidden')),
		entries: ['first file 1'],
		problem: {message: /A block of zeros is followed by something else/, offset: 1536},
	},
	{
		name: 'an end in the middle of a file',
		tar: () => concat(file('first', 'x'), header({name: 'cut', size: 2000}), zeros),
		entries: ['first file 1', 'cut file 2000'],
		problem: {message: /The tar ends inside of a file/, offset: 2048},
	},
	{name: 'nothing but the end', tar: () => tar(), entries: []},
	{name: 'nothing but zeros, 1 MiB of them', tar: () => new Uint8Array(2 ** 20), entries: []},
];
