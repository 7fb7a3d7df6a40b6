import {
	base256, concat, file, gnuLong, header, pax, tar, type HeaderFields,
} from '../../../helpers/tar-bytes.ts';
import type {TarCase} from './tar-case.ts';

const first = file('first', 'x'.repeat(700));
/** Where whatever follows the first entry begins. */
const second = first.length;
const kept = ['first file 700'];
const last = file('last');

/** The header of a file with a size that can't be, between two files. */
function headerSize(name: string, size: HeaderFields['size'], message: RegExp): TarCase {
	return {
		name: `a size of ${name}`, tar: () => tar(first, header({name: 'bad', size}), last), entries: kept, problem: {message, offset: second},
	};
}

/** The same said by a PAX record. */
function paxSize(size: string, message: RegExp): TarCase {
	return {
		name: `a PAX size of ${size}`, tar: () => tar(first, pax({size}), header({name: 'bad'}), last), entries: kept, problem: {message, offset: second + 1024},
	};
}

const range = /The size of an entry is out of range/;
const number = /A number in a header can't be read/;
const record = /A number in a PAX record can't be read/;
const hidden = file('hidden', 'y');

/** Sizes that no file has. */
export const sizes: readonly TarCase[] = [
	headerSize('2^62', base256(2n ** 62n, 12), range),
	headerSize('2^63 - 1', base256((2n ** 63n) - 1n, 12), range),
	headerSize('2^63', base256(2n ** 63n, 12), number),
	headerSize('-1', '-1', number),
	headerSize('NaN', 'NaN', number),
	headerSize('6z', '6z', number),
	headerSize('0x10', '0x10', number),
	headerSize('-1 in base-256, with the sign bit', base256(-1n, 12), /The size in a header is negative/),
	headerSize('-2^63 in base-256', base256(-(2n ** 63n), 12), /The size in a header is negative/),
	headerSize('-2^80 in base-256', base256(-(2n ** 80n), 12), number),
	paxSize('4611686018427387904', range),
	paxSize('9223372036854775807', range),
	paxSize('9223372036854775808', record),
	paxSize('-1', range),
	paxSize('NaN', record),
	paxSize('6z', record),
	paxSize('1e3', record),
	paxSize(' 1', record),
	{
		name: 'a size that is larger than the tar',
		tar: () => tar(first, header({name: 'bad', size: 10_000})),
		entries: [...kept, 'bad file 10000'],
		problem: {message: /The tar ends inside of a file/, offset: second + 512 + 1024},
	},
	{
		name: 'a PAX size before a GNU long name, which is the file\'s and not the name\'s',
		tar: () => tar(pax({size: String(hidden.length)}), gnuLong('long'), header({name: 'short'}), hidden, last),
		entries: [`long file ${hidden.length}`, 'last file 0'],
	},
	{
		name: 'a PAX size of 0 before a GNU long name and a body that holds a header',
		tar: () => tar(pax({size: '0'}), gnuLong('long'), header({name: 'short', size: hidden.length}), hidden, last),
		entries: ['long file 0', 'hidden file 1', 'last file 0'],
	},
	{
		name: 'a PAX size between a GNU long name and its file',
		tar: () => tar(gnuLong('long'), pax({size: String(hidden.length)}), header({name: 'short'}), hidden, last),
		entries: [`long file ${hidden.length}`, 'last file 0'],
	},
	{
		name: 'a PAX size that a later PAX header takes back',
		tar: () => tar(pax({size: String(hidden.length)}), pax({path: 'later'}), header({name: 'short', size: 0}), hidden, last),
		entries: ['later file 0', 'hidden file 1', 'last file 0'],
	},
	{
		name: 'a PAX size in a global header, which engines don\'t apply',
		tar: () => tar(pax({size: String(hidden.length)}, 'g'), header({name: 'plain'}), hidden, last),
		entries: ['plain file 0', 'hidden file 1', 'last file 0'],
	},
	...[...'123456'].map((typeflag): TarCase => ({
		name: `a size of 1,024 in a header of type ${typeflag}, which has no body`,
		tar: () => tar(header({
			name: 'odd', typeflag, size: 1024, target: 'to', major: 1,
		}), hidden, last),
		entries: [`odd ${['hardlink', 'symlink', 'character-device', 'block-device', 'directory', 'fifo'][Number(typeflag) - 1]} 0`, 'hidden file 1', 'last file 0'],
		warnings: typeflag === '1' ? ['link-to-nothing /odd'] : [],
	})),
	{
		name: 'a PAX size of 1,024 before a directory, which has no body',
		tar: () => tar(pax({size: '1024'}), header({name: 'odd/', typeflag: '5'}), hidden, last),
		entries: ['odd/ directory 0', 'hidden file 1', 'last file 0'],
	},
	{
		name: 'a size of 1,024 in the header of an old directory',
		tar: () => tar(header({name: 'odd/', typeflag: '\0', size: 1024}), hidden, last),
		entries: ['odd/ directory 0', 'hidden file 1', 'last file 0'],
	},
	{
		name: 'sizes that together pass 2^53',
		tar: () => tar(concat(header({name: 'a', size: base256(2n ** 52n, 12)}))),
		entries: [`a file ${2 ** 52}`],
		problem: {message: /The tar ends inside of a file/, offset: 512 + 1024},
	},
];
