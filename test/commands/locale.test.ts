import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isColorWanted, isUtf8Locale} from '../../source/commands/locale.ts';

test('the first locale variable that is set says whether the terminal shows UTF-8', () => {
	assert.equal(isUtf8Locale({LANG: 'en_US.UTF-8'}), true);
	assert.equal(isUtf8Locale({LC_CTYPE: 'de_DE.utf8', LANG: 'C'}), true);
	assert.equal(isUtf8Locale({LC_ALL: 'C', LC_CTYPE: 'C.UTF-8', LANG: 'C.UTF-8'}), false);
	assert.equal(isUtf8Locale({LC_ALL: '', LANG: 'C.UTF-8'}), true, 'an empty variable counts as not set');
	assert.equal(isUtf8Locale({LANG: 'POSIX'}), false);
	assert.equal(isUtf8Locale({}), false);
});

test('colours can be refused', () => {
	assert.equal(isColorWanted({}), true);
	assert.equal(isColorWanted({NO_COLOR: ''}), true, 'an empty NO_COLOR counts as not set');
	assert.equal(isColorWanted({NO_COLOR: '1'}), false);
	assert.equal(isColorWanted({NO_COLOR: '1', FORCE_COLOR: '3'}), false);
	assert.equal(isColorWanted({FORCE_COLOR: '0'}), false);
	assert.equal(isColorWanted({FORCE_COLOR: '2'}), true);
});
