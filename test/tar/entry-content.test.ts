import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createContentReader} from '../../source/tar/entry-content.ts';
import {
	concat, file, gnuLong, header, pax, tar,
} from '../helpers/tar-bytes.ts';
import {readContent, readTar, text} from '../helpers/read-tar.ts';

const content = Array.from({length: 300}, (_, line) => `line ${line}\n`).join('');
const sample = tar(file('before', 'x'), gnuLong('n'.repeat(600)), file('file', content), file('after', 'y'));
const {offset} = readTar(sample).entries[1]!;

test('the content of one entry is read from its headers on, in chunks of any size', () => {
	for (const chunkSize of [1, 7, 511, 512, 513, 65_536]) {
		assert.equal(text(readContent(sample, offset, {chunkSize})), content);
	}
});

test('it can start anywhere in the content, and jump over what is stored before', () => {
	for (const from of [0, 1, 511, 512, content.length - 1, content.length, content.length + 1]) {
		assert.equal(text(readContent(sample, offset, {from, chunkSize: 100})), content.slice(from));
	}

	const reader = createContentReader({from: 1000});
	const headers = sample.subarray(offset, offset + 2048);
	assert.deepEqual([...reader.write(headers)], []);
	assert.equal(reader.skippable, 1000);
	reader.skip(1000);
	const [piece] = [...reader.write(sample.subarray(offset + 3048, offset + 3148))];
	assert.equal(text(piece!), content.slice(1000, 1100));
});

test('it says what it reads and when it is done', () => {
	const reader = createContentReader();
	assert.equal(reader.entry, undefined);
	assert.equal(reader.done, false);
	assert.equal([...reader.write(sample.subarray(offset))].map(piece => text(piece)).join(''), content);
	assert.equal(reader.entry!.size, content.length);
	assert.equal(reader.done, true);
});

test('links, directories and empty files have no content', () => {
	for (const typeflag of '0125') {
		assert.equal(readContent(tar(header({typeflag, size: typeflag === '0' ? 0 : 9})), 0).length, 0);
	}
});

test('a content that is cut off, or no entry at all, is an error', () => {
	assert.throws(() => readContent(sample.subarray(0, offset + 2100), offset), /ends inside of a file/);
	assert.throws(() => readContent(sample.subarray(0, offset + 700), offset), /ends inside of a header/);
	assert.throws(() => readContent(new Uint8Array(1024), 0), /before the entry/);
});

test('a hole of terabytes is made piece by piece, only as far as it is wanted', () => {
	const size = 2 ** 42;
	const bytes = concat(pax({
		'GNU.sparse.map': `${size - 3},3`, 'GNU.sparse.numblocks': '1', 'GNU.sparse.size': String(size),
	}), file('sparse', 'end'));
	let pieces = 0;
	for (const piece of createContentReader().write(bytes)) {
		assert.ok(piece.length <= 65_536 && piece.every(byte => byte === 0));
		if (++pieces === 20) {
			break;
		}
	}

	assert.equal(pieces, 20);
	assert.equal(text(readContent(bytes, 0, {from: size - 5})), '\0\0end');
});
