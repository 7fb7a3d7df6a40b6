import {
	body, concat, file, header, latin1, magics, pax, paxRecord, paxText, tar, type HeaderFields,
} from '../../../helpers/tar-bytes.ts';
import type {TarCase} from './tar-case.ts';

const hidden = file('hidden', 'y');
const last = file('last');
const wrong = /The map of a sparse file can't be read/;
const octal = (number: number): string => `${number.toString(8).padStart(11, '0')}\0`;
const version1 = {'GNU.sparse.major': '1', 'GNU.sparse.minor': '0'};

function old(map: string, realSize: number, more: readonly Uint8Array[] = [], fields: HeaderFields = {}): Uint8Array {
	return concat(header({
		name: 'sparse', typeflag: 'S', size: 512, magic: magics.gnu, ...fields, patches: [[386, map], [482, more.length > 0 ? '\u0001' : '\0'], [483, octal(realSize)]],
	}), ...more);
}

function text(realSize: string, lines: string, content: Uint8Array = new Uint8Array(0), size?: number): Uint8Array {
	const stored = concat(body(lines), content);
	return concat(pax({...version1, 'GNU.sparse.realsize': realSize, 'GNU.sparse.name': 'sparse'}), header({name: 'stored', size: size ?? stored.length}), body(stored));
}

/** Blocks that continue an old map, 21 regions of no bytes each. */
const continued = (count: number): Uint8Array[] => Array.from({length: count}, (_, block) => {
	const bytes = new Uint8Array(512);
	bytes.set(latin1((octal(0) + octal(0)).repeat(21)));
	bytes[504] = block < count - 1 ? 1 : 0;
	return bytes;
});
const lines = (count: number): string => `${count}\n${'0\n0\n'.repeat(count)}`;
const million = 1_000_000;

/** Maps of sparse files that bring something in, or would take all memory. */
export const sparse: readonly TarCase[] = [
	{
		name: 'an old sparse map whose content holds a header',
		tar: () => tar(old(octal(0) + octal(512), 512), hidden.subarray(0, 512), last),
		entries: ['sparse file 512', 'last file 0'],
	},
	{
		name: 'an old sparse map that is continued by a header',
		tar: () => tar(old(octal(0) + octal(512), 512, [hidden.subarray(0, 512)]), new Uint8Array(512), last),
		entries: [],
		problem: {message: wrong, offset: 512},
	},
	{
		name: 'a sparse map of text that goes on behind its file',
		tar: () => tar(text('600', `2\n0\n${'0'.repeat(600)}512\n`, undefined, 512), hidden, last),
		entries: [],
		problem: {message: wrong, offset: 1536},
	},
	{
		name: 'a sparse map of text in a file that is shorter than a block',
		tar: () => tar(text('10', '0\n', undefined, 4), last),
		entries: [],
		problem: {message: wrong, offset: 1024},
	},
	{
		name: 'a sparse file of text with a header behind its map',
		tar: () => tar(text('512', '1\n0\n512\n', hidden.subarray(0, 512)), last),
		entries: ['sparse file 512', 'last file 0'],
	},
	{
		name: 'a sparse map of a million regions in text',
		tar: () => tar(text('1', lines(million)), last),
		entries: [],
		problem: {message: wrong, offset: 1536},
	},
	{
		name: 'a sparse map of text that claims a million regions',
		tar: () => tar(text('1', `${million}\n`), last),
		entries: [],
		problem: {message: wrong, offset: 1536},
	},
	{
		name: 'a sparse map of text with 200,000 empty regions, as many as are allowed to be read',
		tar: () => tar(text('1', lines(200_000)), last),
		entries: ['sparse file 1', 'last file 0'],
	},
	{
		name: 'a sparse map of a million regions in PAX records',
		tar: () => tar(pax({'GNU.sparse.map': '0,0,'.repeat(million).slice(0, -1), 'GNU.sparse.numblocks': String(million), 'GNU.sparse.realsize': '1'}), header({name: 'sparse'}), last),
		entries: [],
		problem: {message: /longer than 1 MiB/, offset: 0},
	},
	{
		name: 'a sparse map of 250,000 regions in PAX records',
		tar: () => tar(pax({'GNU.sparse.map': '0,0,'.repeat(250_000).slice(0, -1), 'GNU.sparse.numblocks': '250000', 'GNU.sparse.realsize': '1'}), header({name: 'sparse'}), last),
		entries: ['sparse file 1', 'last file 0'],
	},
	{
		name: 'an old sparse map of a million regions',
		tar: () => tar(old('', 1, continued(Math.ceil(million / 21)), {size: 0}), last),
		entries: [],
		problem: {message: wrong, offset: 1_048_064},
	},
	{
		name: 'an old sparse map of 40,000 regions',
		tar: () => tar(old('', 1, continued(1900), {size: 0}), last),
		entries: ['sparse file 1', 'last file 0'],
	},
	{
		name: 'a hole of 8 EiB less one byte',
		tar: () => tar(pax({'GNU.sparse.map': '0,0', 'GNU.sparse.numblocks': '1', 'GNU.sparse.realsize': '9223372036854775807'}), header({name: 'sparse'}), last),
		entries: [],
		problem: {message: wrong, offset: 1024},
	},
	{
		name: 'a hole of 8 EiB',
		tar: () => tar(pax({'GNU.sparse.map': '0,0', 'GNU.sparse.numblocks': '1', 'GNU.sparse.realsize': '9223372036854775808'}), header({name: 'sparse'}), last),
		entries: [],
		problem: {message: wrong, offset: 1024},
	},
	{
		name: 'a hole of 4 PiB',
		tar: () => tar(pax({'GNU.sparse.map': '0,0', 'GNU.sparse.numblocks': '1', 'GNU.sparse.realsize': String(2 ** 52)}), header({name: 'sparse'}), last),
		entries: [`sparse file ${2 ** 52}`, 'last file 0'],
	},
	{
		name: 'a region at 2^63 - 1 that overflows',
		tar: () => tar(pax({'GNU.sparse.map': '9223372036854775807,1', 'GNU.sparse.numblocks': '1', 'GNU.sparse.realsize': '100'}), header({name: 'sparse'}), last),
		entries: [],
		problem: {message: wrong, offset: 1024},
	},
	{
		name: 'a sparse map of form 0.0 that a comma smuggles a region into',
		tar: () => tar(
			paxText(paxRecord('GNU.sparse.size', '1') + paxRecord('GNU.sparse.numblocks', '1') + paxRecord('GNU.sparse.offset', '0,0,0') + paxRecord('GNU.sparse.numbytes', '0')),
			header({name: 'sparse'}),
			last,
		),
		entries: [],
		problem: {message: /A PAX record can't be read/, offset: 0},
	},
	{
		name: 'a sparse map before a directory',
		tar: () => tar(pax({'GNU.sparse.map': '0,0', 'GNU.sparse.numblocks': '1', 'GNU.sparse.realsize': '1'}), header({name: 'sparse/', typeflag: '5'}), last),
		entries: [],
		problem: {message: wrong, offset: 1024},
	},
];
