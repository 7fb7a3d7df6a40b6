import assert from 'node:assert/strict';
import {test} from 'node:test';
import {escapeBytes, escapeText, ownText} from '../../source/text/escape.ts';
import {
	clip, fit, textWidth, wrap,
} from '../../source/text/width.ts';
import {hostileTexts} from '../hostile/hostile-texts.ts';

test('a text is fitted to its column by display width', () => {
	assert.equal(fit(ownText('abc'), 5), 'abc  ');
	assert.equal(fit(ownText('abc'), 5, {align: 'right'}), '  abc');
	assert.equal(fit(ownText('abcdef'), 4), 'abc…');
	assert.equal(fit(escapeText('日本語'), 5), '日本…');
	assert.equal(fit(escapeText('日本語'), 4), '日… ');
	assert.equal(fit(ownText('abc'), 0), '');
});

test('whatever is fitted has exactly the width that was asked for', () => {
	for (const text of ['', 'a', 'plain text', '日本語テキスト', 'e\u0301e\u0301e\u0301', '👍👍👍', 'mixed 日本 text']) {
		for (let width = 0; width < 20; width++) {
			assert.equal(textWidth(fit(escapeText(text), width)), width, `${text} in ${width}`);
			assert.ok(textWidth(clip(escapeText(text), width)) <= width);
		}
	}
});

test('a long text is broken at its spaces, a long word anywhere', () => {
	assert.deepEqual(wrap(ownText('RUN apt-get update && true'), 12), ['RUN apt-get', 'update &&', 'true']);
	assert.deepEqual(wrap(ownText('sha256:0123456789abcdef'), 10), ['sha256:012', '3456789abc', 'def']);
	assert.deepEqual(wrap(ownText(''), 10), ['']);
	assert.deepEqual(wrap(escapeText('日本語'), 1), ['日', '本', '語']);
});

test('a hostile text takes as many columns as it is given, and no row but its own', () => {
	for (const {name, bytes} of hostileTexts) {
		const text = escapeBytes(bytes);
		for (let width = 0; width < 40; width++) {
			assert.equal(textWidth(fit(text, width)), width, `${name} in ${width}`);
		}

		assert.ok(wrap(text, 12).every(line => textWidth(line) <= 12), name);
	}

	const marks = escapeBytes(new TextEncoder().encode(`e${'\u0301'.repeat(40)}`));
	assert.equal(textWidth(marks), 1 + (36 * '<U+0301>'.length), 'four marks pile up on their letter, the others are named');
});

test('arrows, rules and an ellipsis take one column each, unless an emoji is made of them', () => {
	for (const [text, width] of [['a → b', 5], ['─┬─ ▇▇░', 7], ['…', 1], ['↔\uFE0F', 2]] as const) {
		assert.equal(textWidth(ownText(text)), width, text);
		assert.equal(textWidth(fit(ownText(text), 3)), 3, text);
	}
});
