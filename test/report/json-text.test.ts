import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test} from 'node:test';
import {jsonText, textFields} from '../../source/report/json-text.ts';

test('no character that a terminal would obey is in the output, and every one comes back when it is parsed', () => {
	for (let code = 0; code <= 0x1_10_00; code++) {
		const value = `a${String.fromCodePoint(code)}b`;
		const text = jsonText(value);
		assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u, `U+${code.toString(16)}`);
		assert.equal(JSON.parse(text), value);
	}

	for (const code of [0xE_00_41, 0xE_01_00, 0x10_FF_FF]) {
		const text = jsonText(String.fromCodePoint(code));
		assert.match(text, /^"(?:\\u[\da-f]{4}){2}"$/);
		assert.equal(JSON.parse(text), String.fromCodePoint(code));
	}
});

test('keys are made safe as values are', () => {
	const labels = {'a\u202Eb': 1, 'c\u009Bd': 2};
	assert.equal(jsonText(labels), String.raw`{"a\u202eb":1,"c\u009bd":2}`);
	assert.deepEqual(JSON.parse(jsonText(labels)), labels);
});

test('what people write in their own language stays readable', () => {
	assert.equal(jsonText('naïve 日本語 👍'), '"naïve 日本語 👍"');
});

test('bytes are a text, and beside it base64 where they are no UTF-8', () => {
	assert.deepEqual(textFields('path', Buffer.from('/é')), {path: '/é'});
	assert.deepEqual(textFields('path', Uint8Array.of(0x2F, 0xFF)), {path: String.raw`/\xff`, pathBytes: 'L/8='});
	assert.deepEqual(textFields('path', Uint8Array.of(0xEF, 0xBB, 0xBF)), {path: '\uFEFF'}, 'a byte order mark is part of a name');
});
