import assert from 'node:assert/strict';
import {test} from 'node:test';
import stringWidth from 'string-width';

const {narrow} = await import(new URL('../../tooling/quick-string-width.js', import.meta.url).href) as {narrow: RegExp};

test('every character that is counted as one column is one to string-width, alone and beside others', () => {
	const characters = Array.from({length: 0x1_00_00}, (_, code) => String.fromCodePoint(code)).filter(character => narrow.test(character));
	assert.ok(characters.length > 800);
	assert.deepEqual(characters.filter(character => stringWidth(character) !== 1 || stringWidth(`a${character}b`) !== 3), []);
	assert.equal(stringWidth(characters.join('')), characters.length);
});
