import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	body, concat, file, header, latin1, magics, pax, paxRecord, paxText, tar, type HeaderFields,
} from '../helpers/tar-bytes.ts';
import {readContent, readTar, text} from '../helpers/read-tar.ts';

const octal = (number: number): string => `${number.toString(8).padStart(11, '0')}\0`;
const regions = (...numbers: readonly number[]): string => numbers.map(number => octal(number)).join('');

/** A file of 20 bytes, `abc` at 2 and `de` at 10, in each form. */
const expected = '\0\0abc\0\0\0\0\0de\0\0\0\0\0\0\0\0';
const realSize = {'GNU.sparse.realsize': '20'};
const blocks = {'GNU.sparse.numblocks': '2'};
const stored = (fields: HeaderFields = {}): Uint8Array => file('stored', 'abcde', fields);

function oldSparse(map: string, rest: HeaderFields = {}, more: Uint8Array = new Uint8Array(0)): Uint8Array {
	const fields = {
		name: 'old', typeflag: 'S', size: 5, magic: magics.gnu, ...rest,
	};
	return concat(header({...fields, patches: [[386, map], [482, more.length > 0 ? '\u0001' : '\0'], [483, octal(20)]]}), more, body('abcde'));
}

function text10(lines: string, content = 'abcde'): Uint8Array {
	return concat(pax({'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', ...realSize}), file('stored', concat(body(lines), latin1(content))));
}

const forms: Readonly<Record<string, Uint8Array>> = {
	'the old GNU form': oldSparse(regions(2, 3, 10, 2)),
	'the old GNU form with a block that continues it': oldSparse(regions(2, 3), {}, body(regions(10, 2))),
	'form 0.0': concat(paxText(paxRecord('GNU.sparse.size', '20') + paxRecord('GNU.sparse.numblocks', '2')
		+ paxRecord('GNU.sparse.offset', '2') + paxRecord('GNU.sparse.numbytes', '3')
		+ paxRecord('GNU.sparse.offset', '10') + paxRecord('GNU.sparse.numbytes', '2')), stored()),
	'form 0.1': concat(pax({
		'GNU.sparse.major': '0', 'GNU.sparse.minor': '1', 'GNU.sparse.map': '2,3,10,2', ...blocks, ...realSize,
	}), stored()),
	'form 0.1 without a version': concat(pax({'GNU.sparse.map': '2,3,10,2', ...blocks, ...realSize}), stored()),
	'form 1.0': text10('2\n2\n3\n10\n2\n'),
	'form 1.0 with a map of two blocks': text10(`2\n2\n3\n${'0'.repeat(600)}10\n2\n`),
};

for (const [form, bytes] of Object.entries(forms)) {
	test(`${form} of a sparse file is read`, () => {
		const whole = tar(bytes, file('next'));
		for (const chunkSize of [1, 100, 512, whole.length]) {
			const {entries, problem} = readTar(whole, chunkSize);
			assert.equal(problem, undefined);
			assert.deepEqual(entries.map(entry => [entry.size, entry.storedSize]), [[20, 5], [0, 0]]);
			assert.equal(text(readContent(whole, entries[0]!.offset, {chunkSize})), expected);
		}

		for (let from = 0; from <= 21; from++) {
			assert.equal(text(readContent(whole, 0, {from, chunkSize: 3})), expected.slice(from), `from ${from}`);
		}
	});
}

test('a map that overlaps, is out of order, goes too far, or isn\'t as long as it says is an error', () => {
	const maps = ['3,3,2,1', '0,5,4,1', '10,11', '-1,2', '2,-1', '9223372036854775807,1', '2,x', '2,3,', '2'];
	for (const map of maps) {
		const count = String(Math.max(1, Math.floor(map.split(',').length / 2)));
		const bytes = tar(pax({'GNU.sparse.map': map, 'GNU.sparse.numblocks': count, ...realSize}), stored());
		assert.match(readTar(bytes).problem!.message, /sparse/, map);
	}

	assert.match(readTar(tar(pax({'GNU.sparse.map': '2,3', ...blocks, ...realSize}), stored())).problem!.message, /sparse/);
	assert.match(readTar(tar(oldSparse(regions(2, 3, 4, 1)))).problem!.message, /sparse/);
	for (const lines of ['x\n', '-1\n', '1\n0\nx\n', '99999999999\n', '1\n0\n21\n', '1\n3']) {
		assert.match(readTar(tar(text10(lines))).problem!.message, /sparse/, lines);
	}
});

test('numbers of form 0.0 have to come in pairs', () => {
	const records = paxRecord('GNU.sparse.numbytes', '2') + paxRecord('GNU.sparse.offset', '1');
	assert.match(readTar(tar(paxText(records), stored())).problem!.message, /PAX record/);
});

test('only a file can be sparse, and the old form only in a GNU header', () => {
	const records = {'GNU.sparse.map': '0,0', 'GNU.sparse.numblocks': '1', ...realSize};
	assert.match(readTar(tar(pax(records), header({typeflag: '5'}))).problem!.message, /sparse/);
	assert.match(readTar(tar(oldSparse('', {magic: magics.ustar}))).problem!.message, /sparse/);
});

test('a version that nobody knows is a plain file', () => {
	const {entries} = readTar(tar(pax({
		'GNU.sparse.major': '2', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'n', ...realSize,
	}), stored()));
	assert.deepEqual(entries.map(entry => [text(entry.name), entry.size]), [['stored', 5]]);
});

test('a map in front of the content can\'t reach beyond it, nor bring entries in', () => {
	const hidden = file('hidden');
	const smuggled = concat(pax({'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', ...realSize}), file('short', body('1\n0\n')), hidden);
	assert.match(readTar(tar(smuggled)).problem!.message, /sparse/);

	const bytes = tar(oldSparse(regions(2, 3), {}, hidden.fill(0, 0, 1)), file('next'));
	assert.deepEqual(readTar(bytes).entries.map(entry => text(entry.name)), ['old', 'next']);
});

test('an old map that never ends is an error after 1 MiB', () => {
	const continued = new Uint8Array(512).fill(1, 504, 505);
	const bytes = oldSparse('', {}, concat(...Array.from({length: 2100}, () => continued)));
	const {problem} = readTar(bytes);
	assert.match(problem!.message, /sparse/);
	assert.ok(problem!.offset <= 2 ** 20);
});

test('content that doesn\'t fit its map can be listed but not read', () => {
	const bytes = tar(oldSparse(regions(2, 3)), file('next'));
	assert.equal(readTar(bytes).entries.length, 2);
	assert.throws(() => readContent(bytes, 0), /doesn't fit/);
});
