import assert from 'node:assert/strict';
import process from 'node:process';
import {test} from 'node:test';
import {decodeXattrs} from '../../source/tar/xattrs.ts';
import {createTarReader} from '../../source/tar/tar-reader.ts';
import {
	concat, file, gnuLong, header, latin1, pax, paxRecord, paxText, tar,
} from '../helpers/tar-bytes.ts';
import {readTar, text} from '../helpers/read-tar.ts';

/** The first entry of a tar with PAX records before a file. */
function entryWith(records: Readonly<Record<string, string>>) {
	const {entries, problem} = readTar(tar(pax(records), header({uid: 7, mtime: 5})));
	assert.equal(problem, undefined);
	return entries[0]!;
}

/** Whether Go's rules allow the text of a PAX header before a file. */
function isAllowed(records: string): boolean {
	return readTar(tar(paxText(records), header())).problem === undefined;
}

test('records replace what the header says, and empty ones don\'t', () => {
	const entry = entryWith({
		path: 'p\u00FF', linkpath: 'l', uid: '4294967294', gid: '-3', mtime: '1700000000.5',
	});
	assert.deepEqual([text(entry.name), text(entry.target), entry.uid, entry.gid, entry.mtime], ['p\u00FF', 'l', 4_294_967_294, -3, 1_700_000_000.5]);
	const [unchanged] = readTar(tar(pax({
		path: '', linkpath: '', uid: '', mtime: '',
	}), header({target: 'to', uid: 7, mtime: 5}))).entries;
	assert.deepEqual([text(unchanged!.name), text(unchanged!.target), unchanged!.uid, unchanged!.mtime], ['file', 'to', 7, 5]);
});

test('times have a fraction, before the epoch too, and never round up to the next second', () => {
	assert.equal(entryWith({mtime: '-1.25'}).mtime, -1.25);
	assert.equal(entryWith({mtime: '-0.5'}).mtime, -0.5);
	assert.equal(entryWith({mtime: '1.'}).mtime, 1);
	assert.equal(Math.floor(entryWith({mtime: '1700000000.9999999999'}).mtime), 1_700_000_000);
});

test('the size of the records says where the next entry is', () => {
	const {entries} = readTar(tar(pax({size: '600'}), header(), new Uint8Array(1024), file('next')));
	assert.deepEqual(entries.map(entry => [entry.size, entry.offset, entry.dataOffset]), [[600, 0, 1536], [0, 2560, 3072]]);
});

test('a wrong number is an error where it is used', () => {
	for (const key of ['uid', 'gid', 'size', 'mtime', 'atime', 'ctime']) {
		for (const value of ['x', '1x', '0x1', '9223372036854775808', '1 ']) {
			assert.equal(isAllowed(paxRecord(key, value)), false, `${key}=${value}`);
		}
	}

	const replaced = readTar(tar(pax({uid: 'x'}), pax({gid: '1'}), header()));
	assert.equal(replaced.problem, undefined);
});

test('records are as long as they say, end in a line, and have a key', () => {
	assert.ok(isAllowed(''));
	assert.ok(isAllowed('5 a=\n'));
	assert.ok(isAllowed('017 a=xxxxxxxxxx\n'));
	for (const records of ['4 a=', '5 =\n', '5 a=x', '5 ab\n', '6 a=\n', '-5 a=\n', 'a=\n', '5 \0=\n', '5', '5 a=\n\0', '00000005 a=\n', paxRecord('path', 'a\0b'), paxRecord('uname', '\0')]) {
		assert.equal(isAllowed(records), false, JSON.stringify(records));
	}

	assert.ok(isAllowed(paxRecord('comment', '\0')));
});

test('the last record of a key counts, a newline and an equals sign may be in a value', () => {
	const {entries} = readTar(tar(paxText(paxRecord('path', 'first') + paxRecord('path', 'a=b\nc')), header()));
	assert.equal(text(entries[0]!.name), 'a=b\nc');
});

test('extended attributes are kept byte for byte, by name', () => {
	const value = '\u0001\0\0\u0002\u00FF';
	const entry = entryWith({'SCHILY.xattr.user.b': '', 'SCHILY.xattr.security.capability': value, 'LIBARCHIVE.xattr.user.c': 'eA'});
	assert.deepEqual(
		decodeXattrs(entry.xattrs).map(([name, bytes]) => [text(name), text(bytes)]),
		[['security.capability', value], ['user.b', '']],
	);
	const turned = entryWith({'SCHILY.xattr.security.capability': value, 'SCHILY.xattr.user.b': ''});
	assert.deepEqual(turned.xattrs, entry.xattrs);
	const alike = entryWith({'SCHILY.xattr.b1': '2', 'SCHILY.xattr.a12': '3', 'SCHILY.xattr.a1': '1'});
	assert.deepEqual(decodeXattrs(alike.xattrs).map(([name, bytes]) => text(name) + text(bytes)), ['a11', 'a123', 'b12']);
	const {entries} = readTar(tar(paxText(paxRecord('SCHILY.xattr.a', 'old') + paxRecord('SCHILY.xattr.a', 'new')), header(), header()));
	assert.deepEqual(decodeXattrs(entries[0]!.xattrs), [[latin1('a'), latin1('new')]]);
	assert.equal(entries[1]!.xattrs.length, 0);
});

test('a global header is no entry, changes none, and ends what was said for the next one', () => {
	const {entries, problem} = readTar(tar(gnuLong('lost'), pax({uid: '1'}), pax({uid: '2', path: 'global'}, 'g'), header()));
	assert.equal(problem, undefined);
	assert.deepEqual(entries.map(entry => [text(entry.name), entry.uid, entry.offset]), [['file', 0, 6 * 512]]);
	assert.notEqual(readTar(tar(paxText('x', 'g'), header())).problem, undefined);
});

test('headers at the end without an entry are no error, as for Go', () => {
	assert.deepEqual(readTar(tar(pax({path: 'a'}))).problem, undefined);
	assert.deepEqual(readTar(concat(pax({path: 'a'}))).problem, undefined);
});

test('a PAX header of more than 1 MiB is an error before it has been read', () => {
	const {problem} = readTar(concat(header({typeflag: 'x', size: (2 ** 20) + 1})));
	assert.match(problem!.message, /1 MiB/);
});

test('global headers of 1 MiB before each of 300 entries are read quickly', () => {
	const part = concat(paxText('10 path=a\n'.repeat(100_000), 'g'), header());
	let count = 0;
	const reader = createTarReader(() => {
		count++;
	});
	const start = process.cpuUsage();
	for (let entry = 0; entry < 300; entry++) {
		reader.write(part);
	}

	const {user} = process.cpuUsage(start);
	assert.equal(count, 300);
	assert.ok(user < 2e6, `took ${user / 1e6} s`);
});
