import {
	base256, concat, file, gnuLong, header, latin1, pax, paxRecord, paxText, tar, type HeaderFields,
} from '../../../helpers/tar-bytes.ts';
import type {TarCase} from './tar-case.ts';

const last = file('last');

function withTime(name: string, fields: HeaderFields, mtime: number, records?: Readonly<Record<string, string>>): TarCase {
	return {
		name: `an mtime of ${name}`, tar: () => tar(...(records ? [pax(records)] : []), header({name: 'timed', ...fields}), last), entries: ['timed file 0', 'last file 0'], facts: [{entry: 0, mtime}],
	};
}

function withBadTime(name: string, fields: HeaderFields, message: RegExp, records?: Readonly<Record<string, string>>): TarCase {
	return {
		name: `an mtime of ${name}`,
		tar: () => tar(file('first'), ...(records ? [pax(records)] : []), header({name: 'timed', ...fields}), last),
		entries: ['first file 0'],
		problem: {message, offset: records ? 1536 : 512},
	};
}

const times: readonly TarCase[] = [
	withTime('0', {mtime: 0}, 0),
	withTime('2^31 - 1', {mtime: (2 ** 31) - 1}, (2 ** 31) - 1),
	withTime('2^31', {mtime: 2 ** 31}, 2 ** 31),
	withTime('2^32', {mtime: 2 ** 32}, 2 ** 32),
	withTime('2^33 - 1, the last that octal digits can say', {mtime: (2 ** 33) - 1}, (2 ** 33) - 1),
	withTime('twelve octal digits', {mtime: '777777777777'}, 0o7777_7777_7777),
	withTime('2^63 - 1', {mtime: base256((2n ** 63n) - 1n, 12)}, 2 ** 63),
	withTime('-1', {mtime: base256(-1n, 12)}, -1),
	withTime('-2^63', {mtime: base256(-(2n ** 63n), 12)}, -(2 ** 63)),
	withTime('nothing at all', {mtime: ''}, 0),
	withTime('2^63 - 1 in PAX', {}, 2 ** 63, {mtime: '9223372036854775807'}),
	withTime('-2^63 in PAX', {}, -(2 ** 63), {mtime: '-9223372036854775808'}),
	withTime('-0.5 in PAX', {}, -0.5, {mtime: '-0.5'}),
	withTime('300 digits behind the point in PAX', {}, 1.1, {mtime: `1.1${'0'.repeat(299)}`}),
	withTime('300 zeros before a one in PAX', {}, 1, {mtime: `${'0'.repeat(300)}1`}),
	withTime('8.64 × 10^12 in PAX, behind the last date of a computer\'s calendar', {}, 8.64e12 + 1, {mtime: '8640000000001'}),
	withBadTime('2^63', {mtime: base256(2n ** 63n, 12)}, /A number in a header can't be read/),
	withBadTime('-2^63 - 1', {mtime: base256(-(2n ** 63n) - 1n, 12)}, /A number in a header can't be read/),
	withBadTime('2^63 in PAX', {}, /A number in a PAX record can't be read/, {mtime: '9223372036854775808'}),
	withBadTime('NaN in PAX', {}, /A number in a PAX record can't be read/, {mtime: 'NaN'}),
	withBadTime('Infinity in PAX', {}, /A number in a PAX record can't be read/, {mtime: 'Infinity'}),
];

const owners: readonly TarCase[] = [
	{
		name: 'uid and gid 2^32 - 1, which is "nobody" to no kernel',
		tar: () => tar(pax({uid: '4294967295', gid: '4294967295'}), header({name: 'owned'}), last),
		entries: ['owned file 0', 'last file 0'],
		facts: [{entry: 0, uid: (2 ** 32) - 1, gid: (2 ** 32) - 1}],
	},
	{
		name: 'uid 2^32 - 1 in base-256',
		tar: () => tar(header({name: 'owned', uid: base256((2n ** 32n) - 1n, 8)}), last),
		entries: ['owned file 0', 'last file 0'],
		facts: [{entry: 0, uid: (2 ** 32) - 1}],
	},
	{
		name: 'a uid of 2^56 and a gid of -1',
		tar: () => tar(pax({uid: String(2 ** 56), gid: '-1'}), header({name: 'owned'}), last),
		entries: ['owned file 0', 'last file 0'],
		facts: [{entry: 0, uid: 2 ** 56, gid: -1}],
	},
];

const extensions: readonly TarCase[] = [
	{name: 'an empty PAX header', tar: () => tar(paxText(''), header({name: 'plain', size: 1}), new Uint8Array(512), last), entries: ['plain file 1', 'last file 0']},
	{name: 'an empty global PAX header', tar: () => tar(paxText('', 'g'), header({name: 'plain'}), last), entries: ['plain file 0', 'last file 0']},
	{name: 'an empty GNU long name', tar: () => tar(file('long', '', {typeflag: 'L'}), header({name: 'plain'}), last), entries: ['plain file 0', 'last file 0']},
	{
		name: 'a PAX record of another length than it says',
		tar: () => tar(file('first'), paxText('8 path=a\n'), header(), last),
		entries: ['first file 0'],
		problem: {message: /A PAX record can't be read/, offset: 512},
	},
	{
		name: 'a PAX record with a NUL in its path',
		tar: () => tar(file('first'), paxText(paxRecord('path', 'a\0b')), header(), last),
		entries: ['first file 0'],
		problem: {message: /A PAX record can't be read/, offset: 512},
	},
	{
		name: 'a PAX header of more than 1 MiB',
		tar: () => tar(file('first'), header({name: 'pax', typeflag: 'x', size: (2 ** 20) + 1}), last),
		entries: ['first file 0'],
		problem: {message: /longer than 1 MiB/, offset: 512},
	},
	{
		name: 'a PAX header of 2^60 bytes',
		tar: () => tar(file('first'), header({name: 'pax', typeflag: 'x', size: base256(2n ** 60n, 12)}), last),
		entries: ['first file 0'],
		problem: {message: /longer than 1 MiB/, offset: 512},
	},
	{
		name: 'a PAX header without an entry at the end',
		tar: () => tar(file('first'), pax({path: 'nobody'})),
		entries: ['first file 0'],
	},
	{
		name: 'PAX and GNU names for one entry, of which engines take the GNU one',
		tar: () => tar(gnuLong('gnu'), pax({path: 'pax'}), header({name: 'header'}), last),
		entries: ['gnu file 0', 'last file 0'],
	},
	{
		name: '10,000 PAX headers before one entry',
		tar: () => tar(...Array.from({length: 10_000}, (_, at) => pax({path: `p${at}`})), header({name: 'header'}), last),
		entries: ['p9999 file 0', 'last file 0'],
	},
];

const kinds: readonly TarCase[] = [
	{
		name: 'types that nobody knows, which have a body',
		tar: () => tar(...[...'8AMVZ~\u0001\u00FF'].map(typeflag => concat(header({name: `type ${typeflag.codePointAt(0)!}`, typeflag, size: 3}), file('abc').subarray(0, 512))), last),
		entries: [...[...'8AMVZ~\u0001\u00FF'].map(typeflag => `type ${typeflag.codePointAt(0)!} other 0`), 'last file 0'],
	},
	{
		name: 'a header whose magic is of no format',
		tar: () => tar(header({name: 'odd', magic: 'USTAR\u000000'}), last),
		entries: ['odd file 0', 'last file 0'],
	},
	{
		name: 'a bad checksum in the middle',
		tar: () => tar(file('first', 'x'), header({name: 'bad', checksum: sum => (sum + 1).toString(8)}), last),
		entries: ['first file 1'],
		problem: {message: /The checksum of a header is wrong/, offset: 1024},
	},
	{
		name: 'a bad checksum of an extension',
		tar: () => tar(file('first', 'x'), header({
			name: 'pax', typeflag: 'x', size: 10, checksum: '0',
		}), last),
		entries: ['first file 1'],
		problem: {message: /The checksum of a header is wrong/, offset: 1024},
	},
	{
		name: 'a checksum of bytes with a sign, as Sun wrote it',
		tar: () => tar(header({name: latin1('\u00FF'), checksum: sum => (sum - 256).toString(8)}), last),
		entries: ['\u00FF file 0', 'last file 0'],
	},
];

/** Headers with times, owners, extensions and types at their extremes. */
export const headers: readonly TarCase[] = [...times, ...owners, ...extensions, ...kinds];
