import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import {exitCodes} from '../source/errors.ts';
import {flags, spelledFlag} from '../source/commands/flags.ts';
import {keyTable} from '../source/tui/help.ts';
import {withKeys} from '../tooling/write-keys.ts';

const readme = readFileSync('readme.md', 'utf8');

test('the keys in the readme are those of the binding table (npm run keys writes them)', () => {
	assert.equal(readme, withKeys(readme, keyTable()));
	assert.ok(readme.includes(keyTable()));
});

test('every flag is in the readme', () => {
	const names = Object.keys(flags).map(name => spelledFlag(name));
	assert.deepEqual(names.filter(name => !readme.includes(name) && !(name === '--output' && readme.includes('-o FILE'))), []);
});

test('every exit code is in the readme', () => {
	for (const code of [0, 1, ...Object.values(exitCodes)]) {
		assert.match(readme, new RegExp(String.raw`^\| ${code} \| `, 'm'));
	}
});

test('every test that docs/security.md names is there, and the readme leads to it', () => {
	const named = [...readFileSync('docs/security.md', 'utf8').matchAll(/`(test\/[^`]+)`/g)].map(match => match[1]!);
	assert.ok(named.length > 30);
	assert.deepEqual(named.filter(file => !existsSync(file)), []);
	assert.ok(readme.includes('](docs/security.md)'));
});
