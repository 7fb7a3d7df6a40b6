import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	escapeBytes, escapeText, ownText, toAscii,
} from '../../source/text/escape.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

test('plain text stays as it is', () => {
	for (const text of ['nginx.conf', ' two  spaces ', 'naïve café', '日本語', '👍', 'a < b', '$(id)', '-rf']) {
		assert.equal(escapeText(text), text);
	}
});

test('controls become visible and do nothing', () => {
	assert.equal(escapeText('\u001B[31mred'), String.raw`\x1b[31mred`);
	assert.equal(escapeText('\u001B]52;c;aGk=\u0007'), String.raw`\x1b]52;c;aGk=\x07`);
	assert.equal(escapeText('a\nb\tc\rd\0\u007F'), String.raw`a\x0ab\x09c\x0dd\x00\x7f`);
	assert.equal(escapeText('\u009B31m'), String.raw`\x9b31m`);
});

test('what can be neither seen nor told apart is named by its number', () => {
	assert.equal(escapeText('evil\u202Egnp.exe'), 'evil<U+202E>gnp.exe');
	assert.equal(escapeText('a\u200Bb\uFEFFc\u2028d\u{E0041}e\u00ADf\u00A0g\uFE0Fh'), 'a<U+200B>b<U+FEFF>c<U+2028>d<U+E0041>e<U+00AD>f<U+00A0>g<U+FE0F>h');
	assert.equal(escapeText('\uD800'), '<U+D800>');
	for (const invisible of ['\u1680', '\u17B4', '\u180B', '\u2800', '\u3000', '\u3164', '\uFFA0', '\u{E0100}']) {
		assert.match(escapeText(`a${invisible}`), /^a<U\+[\dA-F]+>$/);
	}
});

test('a text that looks like an escape is told apart from one', () => {
	assert.equal(escapeText(String.raw`\x1b`), String.raw`\\x1b`);
	assert.equal(escapeText('<U+202E>'), String.raw`\x3cU+202E>`);
	assert.notEqual(escapeText('<U+202E>'), escapeText('\u202E'));
});

test('only a few combining marks pile up', () => {
	const shown = escapeText(`e${'\u0301'.repeat(40)}`);
	assert.ok(shown.startsWith(`e${'\u0301'.repeat(4)}<U+0301>`));
	assert.equal([...shown.matchAll(/\u0301/g)].length, 4);
	assert.equal(escapeText('\u0301a'), '<U+0301>a');
});

test('bytes that are no UTF-8 stay distinct', () => {
	assert.equal(escapeBytes(bytes(0x61, 0xFF, 0xFE, 0x62)), String.raw`a\xff\xfeb`);
	assert.equal(escapeBytes(bytes(0xC3, 0xA9)), 'é');
	assert.equal(escapeBytes(bytes(0xC3)), String.raw`\xc3`);
	assert.equal(escapeBytes(bytes(0xE2, 0x82, 0xAC, 0xE2, 0x82)), String.raw`€\xe2\x82`);
	assert.equal(escapeBytes(bytes(0xED, 0xA0, 0x80)), String.raw`\xed\xa0\x80`);
	assert.equal(escapeBytes(bytes(0xEF, 0xBB, 0xBF, 0x61)), '<U+FEFF>a');
});

test('no control, bidirectional or invisible character gets through, whatever the text', () => {
	for (let code = 0; code <= 0x1_00_00; code++) {
		const shown = escapeText(`a${String.fromCodePoint(code)}b`);
		assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u, `U+${code.toString(16)}`);
	}
});

test('on an ASCII terminal every other character is named', () => {
	assert.equal(toAscii(escapeText('café\u001B')), String.raw`caf<U+00E9>\x1b`);
	assert.equal(toAscii(ownText('plain')), 'plain');
});
