import {
	base256, file, gnuLong, header, latin1, magics, pax, paxText,
} from '../../test/helpers/tar-bytes.ts';
import type {Random} from './random.ts';

/** Numbers as headers hold them: octal, base-256, and what is neither. */
export const numbers: readonly Uint8Array[] = [
	...['0', '1', '777', '1000', '10000', '77777777777', '-1', '6z', ' 7 ', '\0', '', '00000000000 ', '0000001\u0000000'].map(text => latin1(text)),
	...[-1n, 0n, 512n, 1n << 33n, 1n << 62n, (1n << 63n) - 1n, 1n << 63n, -(1n << 63n)].map(value => base256(value, 12)),
];

export const types = [...'01234567LKxgSDMNVXZ\0A'];
export const names = ['a', './', '/', '', '..', '../x', 'a//b', 'a/.wh.b', '.wh..wh..opq', '.wh.', 'a/', 'dir/', '__proto__', 'n'.repeat(100), '\u00FFx', '\u001B[2J'];
const sparseKeys = ['major', 'minor', 'name', 'map', 'size', 'realsize', 'numblocks', 'offset', 'numbytes'].map(key => `GNU.sparse.${key}`);
const paxKeys = ['path', 'linkpath', 'size', 'uid', 'gid', 'mtime', 'atime', 'SCHILY.xattr.user.x', 'hdrcharset', 'comment', '__proto__', ...sparseKeys];
const paxValues = ['', '0', '1', '512', '1024', '-1', '1.5', '1e3', '9223372036854775807', '9223372036854775808', 'x', 'a/b', '/', '0,512', '0,1,1', '../..', 'a\0b', '\u00FF'];
const wrongRecords = ['', '5 a=\n', '99999999999999999999 a=b\n', '3 a', '11 path=\0x\n', '-1 a=b\n', '6 a=b\n6 a=b\n'];

/** One or a few blocks that may stand anywhere in a tar: entries, PAX headers, GNU long names, zeros. */
export function pieceOf(random: Random): Uint8Array {
	const records = () => Object.fromEntries(Array.from({length: 1 + random.below(3)}, () => [random.pick(paxKeys), random.pick(paxValues)]));
	return random.pick([
		() => pax(records(), random.pick(['x', 'g'])),
		() => paxText(random.pick(wrongRecords), random.pick(['x', 'g'])),
		() => gnuLong(random.pick([...names, 'l'.repeat(300)]), random.pick(['L', 'K'])),
		() => file(random.pick(names), 'c'.repeat(random.pick([0, 1, 511, 512, 513])), {typeflag: random.pick(types), magic: random.pick(Object.values(magics))}),
		() => new Uint8Array(512 * random.pick([1, 2, 3])),
		() => header({
			name: random.pick(names), typeflag: random.pick(types), target: random.pick(names), size: random.pick(numbers),
		}),
		() => pax({'GNU.sparse.major': random.pick(['0', '1']), 'GNU.sparse.minor': random.pick(['0', '1']), ...records()}),
	])();
}
