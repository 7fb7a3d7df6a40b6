import assert from 'node:assert/strict';
import {test} from 'node:test';
import {LayerscopeError} from '../../source/errors.ts';
import {textReport} from '../../source/report/text-report.ts';
import {file, layerOf, whiteout} from '../helpers/layer-of.ts';
import {digestOf, loadedOf} from '../helpers/loaded.ts';

const shop = [
	layerOf(file('server.js', 'x'.repeat(600)), file('notes.txt', 'y'.repeat(300))),
	layerOf(file('server.js', 'z'.repeat(100)), whiteout('.wh.notes.txt')),
];

test('the report has whole digests, the layers with their changes, and the dead files', () => {
	const report = textReport(loadedOf(shop, {facts: [{digest: digestOf('d'), compressedSize: 2100, instruction: 'COPY . /'}]}), 'shop.tar');
	for (const wanted of [
		/^image +shop:1$/m,
		/^from +shop\.tar$/m,
		new RegExp(`^id +${digestOf('a')}$`, 'm'),
		/^digest +not known from this source$/m,
		/^dead +900 B \(900 bytes\), 10\.00 % efficient$/m,
		/^ {2}0 +900 B +\+2 ~0 -0, 900 B dead\n +COPY \. \/$/m,
		new RegExp(`diffID ${digestOf('0')}\n +digest ${digestOf('d')}, 2\\.1 kB compressed$`, 'm'),
		/^ {2}1 +100 B +\+0 ~1 -1\n +instruction not known$/m,
		/600 B {2}layer 0 ships it, layer 1 buries it {2}\/server\.js\n +300 B .* \/notes\.txt/,
	]) {
		assert.match(report, wanted);
	}
});

test('what was not hashed, is wrong, or was not read to its end says so', () => {
	const report = textReport(loadedOf(shop, {
		states: [
			{verification: 'not-verified', failure: new LayerscopeError('unreadable', 'The layer ends early.')},
			{verification: 'mismatch'},
		],
	}), 'shop.tar');
	assert.match(report, new RegExp(String.raw`${digestOf('0')} \(not verified\)`));
	assert.match(report, /not read to its end: The layer ends early\./);
	assert.match(report, /^size +at least 1\.0 kB in 2 layers$/m);
	assert.match(report, /^dead +at least 900 B \(900 bytes\), efficiency not known$/m);
	assert.match(report, new RegExp(String.raw`${digestOf('1')} \(WRONG`));
});

test('entries that are left out are in no sum, so that these are at least so much', () => {
	const report = textReport(loadedOf(shop, {
		warnings: [{
			code: 'entries-left-out', layer: 1, path: undefined, message: 'The last 5 entries of layer 1 are left out.',
		}],
	}), 'shop.tar');
	assert.match(report, /^dead +at least 900 B \(900 bytes\), efficiency not known$/m);
});

test('a layer that only its table of contents tells of says so', () => {
	const report = textReport(loadedOf(shop, {states: [{verification: 'table-of-contents'}, {}]}), 'shop.tar');
	assert.match(report, new RegExp(String.raw`diffID ${digestOf('0')} \(not read: as its table of contents says\)$`, 'm'));
});

test('there is a report of an image without layers', () => {
	assert.match(textReport(loadedOf([], {image: {reference: undefined}}), 'empty.tar'), /^size +0 B in 0 layers$/m);
});

test('whatever the image says, its report is lines of text', () => {
	const hostile = '\u001B]0;x\u0007\n\u202E\u009B';
	const report = textReport(loadedOf([layerOf(file(`a${hostile}`, 'x')), layerOf(whiteout(`.wh.a${hostile}`))], {
		image: {reference: hostile, created: hostile},
		facts: [{instruction: hostile}],
		states: [{failure: new LayerscopeError('unreadable', hostile)}],
		warnings: [{
			code: 'archive-irregular', layer: 0, path: new TextEncoder().encode(hostile), message: hostile,
		}],
	}), hostile);
	assert.doesNotMatch(report.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
	assert.ok(report.includes(String.raw`\x1b]0;x\x07\x0a<U+202E>\x9b`));
});

test('warnings are told with their place, the first of them', () => {
	const warnings = Array.from({length: 60}, (_, number) => ({
		code: 'duplicate-entry', layer: 2, path: new TextEncoder().encode(`/f${number}`), message: 'Listed twice.',
	} as const));
	const report = textReport(loadedOf(shop, {warnings}), 'shop.tar');
	assert.match(report, /^ {2}duplicate-entry \(layer 2 \/f0\): Listed twice\.$/m);
	assert.match(report, /and 10 more \(--json has them\)/);
});
