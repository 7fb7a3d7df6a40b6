import assert from 'node:assert/strict';
import {test} from 'node:test';
import {TarError} from '../../source/tar/tar-error.ts';
import {createTarReader} from '../../source/tar/tar-reader.ts';
import {
	concat, endBlocks, file, gnuLong, header, latin1, pax, tar,
} from '../helpers/tar-bytes.ts';
import {readTar, readTarBySeeking, text} from '../helpers/read-tar.ts';

const sample = tar(file('a', 'x'.repeat(700)), pax({path: 'b'}), file('', 'y'), gnuLong('c/d'), header({typeflag: '5'}));

test('chunks of any size give the same entries', () => {
	const whole = readTar(sample);
	assert.deepEqual(whole.entries.map(entry => [text(entry.name), entry.offset, entry.dataOffset]), [['a', 0, 512], ['b', 1536, 3072], ['c/d', 3584, 5120]]);
	assert.equal(whole.finished, true);
	assert.equal(whole.position, sample.length);
	for (let size = 1; size < 1100; size++) {
		assert.deepEqual(readTar(sample, size), whole);
	}
});

test('chunks may lie anywhere in memory', () => {
	for (let shift = 0; shift < 4; shift++) {
		const shifted = concat(new Uint8Array(shift), sample).subarray(shift);
		assert.deepEqual(readTar(shifted), readTar(sample));
	}
});

test('contents may be jumped over', () => {
	assert.deepEqual(readTarBySeeking(sample), readTar(sample));
	const reader = createTarReader(() => undefined);
	reader.write(sample.subarray(0, 512));
	assert.equal(reader.skippable, 1024);
	assert.throws(() => {
		reader.skip(1025);
	}, RangeError);
	reader.skip(1000);
	assert.equal(reader.position, 1512);
	assert.equal(reader.skippable, 24);
});

test('nothing, a tar without its end, or with one block of zeros is no error but not finished', () => {
	for (const bytes of [new Uint8Array(0), file('a', 'x'), concat(file('a', 'x'), new Uint8Array(512))]) {
		const {problem, finished} = readTar(bytes);
		assert.equal(problem, undefined);
		assert.equal(finished, false);
	}
});

test('what follows the end is of no account', () => {
	const {entries, problem, position} = readTar(concat(sample, latin1('garbage'), file('hidden')));
	assert.equal(entries.length, 3);
	assert.equal(problem, undefined);
	assert.equal(position, sample.length + 7 + 512);
});

test('an end inside of a header, a file, a long name or behind one block of zeros is an error with its place', () => {
	const cuts: ReadonlyArray<readonly [Uint8Array, number, RegExp]> = [
		[sample, 100, /header/],
		[sample, 1000, /file/],
		[gnuLong('name'), 514, /header/],
		[concat(file('a'), endBlocks), 1100, /header/],
	];
	for (const [bytes, length, message] of cuts) {
		for (const {problem} of [readTar(bytes.subarray(0, length)), readTar(bytes.subarray(0, length), 7)]) {
			assert.match(problem!.message, message);
			assert.equal(problem!.offset, length);
		}
	}
});

test('only padding may be missing at the end, as for Go', () => {
	assert.equal(readTar(sample.subarray(0, 512 + 700)).problem, undefined);
	assert.equal(readTar(sample.subarray(0, 512 + 700)).entries.length, 1);
	assert.equal(readTar(gnuLong('name').subarray(0, 517)).problem, undefined);
});

test('a block of zeros has to be followed by another', () => {
	const {entries, problem} = readTar(concat(file('a'), new Uint8Array(512), file('b'), endBlocks));
	assert.deepEqual(entries.map(entry => text(entry.name)), ['a']);
	assert.equal(problem!.offset, 1024);
});

test('a failure stays', () => {
	const reader = createTarReader(() => undefined);
	const fails = (): void => {
		reader.write(header({checksum: 'x'}));
	};

	assert.throws(fails, TarError);
	assert.throws(fails, error => error === reader.problem);
	assert.throws(() => {
		reader.end();
	}, error => error === reader.problem);
});

test('what the caller throws is the caller\'s, and no problem of the tar', () => {
	const reader = createTarReader(() => {
		throw new Error('enough');
	});
	assert.throws(() => {
		reader.write(sample);
	}, /enough/);
	assert.equal(reader.problem, undefined);
});

test('the entry and its bytes are the same objects each time, and a content is never kept', () => {
	const seen = new Set();
	const reader = createTarReader(entry => {
		seen.add(entry).add(entry.name);
	});
	const content = new Uint8Array(2 ** 16);
	reader.write(header({name: 'a', size: 2 ** 33}));
	for (let left = 2 ** 33; left > 0; left -= 2 ** 30) {
		reader.write(content);
		reader.skip((2 ** 30) - content.length);
	}

	reader.write(header({name: 'b'}));
	assert.equal(seen.size, 2);
	assert.equal(reader.position, (2 ** 33) + 1024);
});
