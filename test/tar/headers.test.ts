import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	base256, concat, file, gnuLong, header, latin1, magics, pax, tar, type HeaderFields,
} from '../helpers/tar-bytes.ts';
import {readTar, text} from '../helpers/read-tar.ts';

/** The only entry of a tar with one header. */
function entryOf(fields: HeaderFields) {
	const {entries, problem} = readTar(tar(header(fields)));
	assert.equal(problem, undefined);
	assert.equal(entries.length, 1);
	return entries[0]!;
}

/** Why a tar with one header can't be read. */
function problemOf(fields: HeaderFields): string {
	const {entries, problem} = readTar(tar(header(fields)));
	assert.deepEqual(entries, []);
	assert.equal(problem!.offset, 0);
	return problem!.message;
}

test('the facts of a header are read', () => {
	const entry = entryOf({
		name: 'dev/null', typeflag: '3', mode: 0o2_0666, uid: 12, gid: 34, mtime: 1_700_000_000, major: 1, minor: 3,
	});
	assert.equal(text(entry.name), 'dev/null');
	assert.equal(entry.type, 'character-device');
	assert.deepEqual([entry.mode, entry.uid, entry.gid, entry.mtime, entry.major, entry.minor], [0o2_0666, 12, 34, 1_700_000_000, 1, 3]);
});

test('each type flag has its type, and one that nobody knows is kept', () => {
	const types = [...'01234567V'].map(flag => entryOf({typeflag: flag}).type);
	assert.deepEqual(types, ['file', 'hardlink', 'symlink', 'character-device', 'block-device', 'directory', 'fifo', 'file', 'other']);
	assert.equal(entryOf({typeflag: 'V'}).typeflag, 'V'.codePointAt(0));
});

test('an old file is a directory where its name ends in a slash', () => {
	assert.equal(entryOf({name: 'a/', typeflag: '\0'}).type, 'directory');
	assert.equal(entryOf({name: 'a', typeflag: '\0'}).type, 'file');
	assert.equal(entryOf({name: 'a/', typeflag: '0'}).type, 'file');
});

test('a directory or a link has no body, whatever size it claims', () => {
	for (const typeflag of '123456') {
		for (const size of [700, base256(-1n, 12), base256(2n ** 62n, 12)]) {
			const {entries, problem} = readTar(tar(header({name: 'first', typeflag, size}), file('second', 'x')));
			assert.equal(problem, undefined);
			assert.deepEqual(entries.map(entry => entry.size), [0, 1]);
		}
	}
});

test('names are bytes, whole fields, and put together from a prefix', () => {
	assert.deepEqual(entryOf({name: latin1('\u00FF\u00FEz')}).name, latin1('\u00FF\u00FEz'));
	assert.equal(entryOf({name: 'n'.repeat(100), prefix: 'p'.repeat(155)}).name.length, 256);
	assert.equal(text(entryOf({name: 'b', prefix: 'a'}).name), 'a/b');
	assert.equal(text(entryOf({target: 't'.repeat(100), typeflag: '2'}).target), 't'.repeat(100));
	assert.equal(text(entryOf({name: 'b', prefix: 'a', magic: magics.v7}).name), 'b');
});

test('a prefix that an old Go wrote over the times of a GNU header is read, a time isn\'t', () => {
	assert.equal(text(entryOf({name: 'b', prefix: 'a', magic: magics.gnu}).name), 'a/b');
	assert.equal(text(entryOf({name: 'b', prefix: latin1('\u00E4'), magic: magics.gnu}).name), 'b');
	assert.equal(text(entryOf({name: 'b', prefix: '00000000001\u000000000000002\0', magic: magics.gnu}).name), 'b');
});

test('STAR has a shorter prefix with times behind it, which have to be right', () => {
	const star: HeaderFields = {name: 'b', prefix: 'p'.repeat(131), patches: [[508, 'tar\0']]};
	assert.equal(text(entryOf(star).name), `${'p'.repeat(131)}/b`);
	assert.match(problemOf({...star, patches: [[476, 'never'], [508, 'tar\0']]}), /number/);
	assert.equal(entryOf({...star, patches: [[508, 'tab\0']]}).name.length, 133);
	assert.equal(entryOf({...star, patches: [[508, 'tar1']]}).name.length, 133);
});

test('numbers are octal among blanks and NULs, or base-256', () => {
	const read: ReadonlyArray<readonly [string | Uint8Array, number]> = [
		['', 0],
		['  7 ', 7],
		['\0\0 7', 7],
		['7\0x', 7],
		['777777777777', 0o7777_7777_7777],
		[base256(5n, 12), 5],
		[base256(-5n, 12), -5],
		[base256(2n ** 40n, 12), 2 ** 40],
		[base256((2n ** 63n) - 1n, 12), 2 ** 63],
		[base256(-(2n ** 63n), 12), -(2 ** 63)],
	];
	for (const [mtime, number] of read) {
		assert.equal(entryOf({mtime}).mtime, number);
	}

	for (const mtime of ['8', '-1', '0x1', '7 7', '7 \0x', '\u0001', base256(2n ** 63n, 12), base256(-(2n ** 63n) - 1n, 12), base256(2n ** 94n, 12)]) {
		assert.match(problemOf({mtime}), /number/);
	}
});

test('a size that is negative or beyond what can be counted is an error', () => {
	assert.match(problemOf({size: base256(-1n, 12)}), /negative/);
	assert.match(problemOf({size: base256(2n ** 62n, 12)}), /out of range/);
	assert.match(problemOf({size: base256((2n ** 53n) - 1n, 12)}), /out of range/);
	for (const size of ['4611686018427387904', '-1', 'NaN', '1e3', '9223372036854775808']) {
		assert.notEqual(readTar(tar(pax({size}), header())).problem, undefined, size);
	}
});

test('a checksum may be of bytes with a sign, and has to be right', () => {
	const name = latin1('\u00FF\u0080');
	assert.deepEqual(entryOf({name, checksum: sum => (sum - 512).toString(8)}).name, name);
	assert.match(problemOf({name, checksum: sum => (sum - 256).toString(8)}), /checksum/);
	assert.match(problemOf({checksum: sum => (sum + 1).toString(8)}), /checksum/);
	assert.match(problemOf({checksum: () => 'x'}), /checksum/);
});

test('GNU long names count until their NUL, before any other name, for one entry', () => {
	const {entries} = readTar(tar(gnuLong('long/name'), gnuLong('long target', 'K'), pax({path: 'of pax'}), header({typeflag: '2'}), header()));
	assert.deepEqual(entries.map(entry => [text(entry.name), text(entry.target)]), [['long/name', 'long target'], ['file', '']]);
	assert.equal(entries[0]!.offset, 0);
	assert.equal(entries[1]!.offset, 7 * 512);
});

test('a long name of more than 1 MiB is an error, one of 1 MiB isn\'t', () => {
	assert.equal(readTar(tar(gnuLong('n'.repeat((2 ** 20) - 1)), header())).entries[0]!.name.length, (2 ** 20) - 1);
	assert.match(readTar(tar(gnuLong('n'.repeat(2 ** 20)), header())).problem!.message, /1 MiB/);
});

test('what can be read before an error stays', () => {
	const bytes = tar(file('a', 'content'), header({checksum: '0'}), file('b'));
	const {entries, problem} = readTar(bytes);
	assert.deepEqual(entries.map(entry => text(entry.name)), ['a']);
	assert.equal(problem!.offset, 1024);
	assert.match(problem!.message, /at byte 1024/);
	assert.deepEqual(readTar(concat(bytes), 100).problem!.offset, 1024);
});
