import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	encodeEntry, endOfTar, paddingOf, type EntryToWrite,
} from '../../source/tar/encode-entry.ts';
import {joinBytes} from '../../source/tar/join-bytes.ts';
import {decodeXattrs} from '../../source/tar/xattrs.ts';
import {readContent, readTar, text} from '../helpers/read-tar.ts';

const bytes = (latin1: string) => Uint8Array.from(latin1, character => character.codePointAt(0)!);

function entryOf(changes: Partial<EntryToWrite>): EntryToWrite {
	return {
		name: bytes('file'), target: bytes(''), type: 'file', typeflag: 0x30, mode: 0o644, uid: 0, gid: 0, size: 0, mtime: 1_700_000_000, major: 0, minor: 0, xattrs: [], ...changes,
	};
}

function roundTrip(entry: EntryToWrite) {
	const {entries, problem} = readTar(joinBytes([encodeEntry(entry), new Uint8Array(entry.size > 1e6 ? 0 : entry.size), paddingOf(entry.size), endOfTar]));
	return {read: entries[0]!, problem};
}

test('what is written is read back', () => {
	const {read, problem} = roundTrip(entryOf({
		name: bytes('etc/passwd'), mode: 0o4755, uid: 1000, gid: 33, size: 700,
	}));
	assert.equal(problem, undefined);
	assert.equal(text(read.name), 'etc/passwd');
	assert.deepEqual([read.type, read.mode, read.uid, read.gid, read.size, read.mtime], ['file', 0o4755, 1000, 33, 700, 1_700_000_000]);
});

test('every type keeps its kind', () => {
	for (const type of ['directory', 'symlink', 'hardlink', 'fifo', 'character-device', 'block-device'] as const) {
		const {read} = roundTrip(entryOf({
			type, target: type.endsWith('link') ? bytes('to/there') : bytes(''), major: 8, minor: 1,
		}));
		assert.equal(read.type, type);
		assert.equal(text(read.target), type.endsWith('link') ? 'to/there' : '');
	}

	assert.equal(roundTrip(entryOf({type: 'other', typeflag: 0x51})).read.typeflag, 0x51);
});

test('names of any bytes and any length stay byte for byte', () => {
	for (const name of ['caf\u00E9', '\u00FF\u00FE', 'x'.repeat(101), `${'long/'.repeat(1000)}end`, 'line\nend', 'a=b']) {
		const {read} = roundTrip(entryOf({name: bytes(name), type: 'symlink', target: bytes(`../${name}`)}));
		assert.equal(text(read.name), name);
		assert.equal(text(read.target), `../${name}`);
	}
});

test('numbers that a header has no room for are kept', () => {
	const {read} = roundTrip(entryOf({uid: (2 ** 32) - 1, gid: 8 ** 7, mtime: -1.5}));
	assert.deepEqual([read.uid, read.gid, read.mtime], [(2 ** 32) - 1, 8 ** 7, -1.5]);
	assert.equal(readTar(encodeEntry(entryOf({size: 8 ** 11}))).entries[0]?.size, 8 ** 11);
});

test('extended attributes keep their bytes', () => {
	const capability = bytes('\u0001\u0000\u0000\u0002\u0000\u0020\u0000\u00FF\n');
	const {read} = roundTrip(entryOf({xattrs: [[bytes('security.capability'), capability], [bytes('user.empty'), bytes('')]]}));
	assert.deepEqual(decodeXattrs(read.xattrs).map(([name, value]) => [text(name), text(value)]), [['security.capability', text(capability)], ['user.empty', '']]);
});

test('a content follows its headers', () => {
	const content = bytes('hello');
	const tar = joinBytes([encodeEntry(entryOf({size: 5})), content, paddingOf(5), endOfTar]);
	assert.equal(tar.length % 512, 0);
	assert.equal(text(readContent(tar, 0)), 'hello');
});

test('a time just after the epoch and a negative owner are read back', () => {
	const {read, problem} = roundTrip(entryOf({mtime: 1e-6, uid: -1, gid: -2}));
	assert.equal(problem, undefined);
	assert.deepEqual([read.mtime, read.uid, read.gid], [1e-6, -1, -2]);
});
