import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';

/** Every place in the program that starts another one, and why nothing of an image can reach it. */
const starters: Readonly<Record<string, {readonly calls: number; readonly why: string}>> = {
	'source/credentials/credentials-helper.ts': {calls: 1, why: 'docker-credential-NAME of the user\'s config, letters, digits, ., _ and - only; the server goes to its standard input'},
	'source/engine/ssh-channel.ts': {calls: 1, why: 'the system\'s ssh, with the address that the user gave, checked, behind `--`'},
	'source/engine/ssh-login.ts': {calls: 1, why: 'the same'},
	'source/engine/ssh-warden.ts': {calls: 1, why: '/bin/sh with a script of the project\'s own; the socket is an argument, a path in a folder that was made here'},
};

const files = ['cli.tsx', ...readdirSync('source', {recursive: true, encoding: 'utf8'}).map(file => `source/${file}`)].filter(file => /\.tsx?$/.test(file));
const textOf = (file: string) => readFileSync(file, 'utf8').replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');

test('programs are started in these places only, and never by a shell', () => {
	const found = files.filter(file => /child_process|process\.binding|execve/.test(textOf(file)));
	assert.deepEqual(found.toSorted(), Object.keys(starters).toSorted());
	for (const [file, {calls}] of Object.entries(starters)) {
		const text = textOf(file);
		assert.deepEqual([...text.matchAll(/import {([^}]*)} from 'node:child_process'/g)].flatMap(([, names]) => names!.split(', ').filter(name => !name.startsWith('type '))), ['spawn'], file);
		assert.equal([...text.matchAll(/\bspawn\(/g)].length, calls, file);
		assert.doesNotMatch(text, /shell:/, file);
	}
});

test('no text is run as code, and no editor, pager or browser is opened', () => {
	const wrong = files.filter(file => /\beval\(|new Function\(|node:vm|runInThisContext|\.dlopen\(|\bEDITOR\b|\bVISUAL\b|\bPAGER\b|xdg-open/.test(textOf(file)));
	assert.deepEqual(wrong, []);
	// What is imported late is named by the program itself.
	const computed = files.filter(file => /\bimport\((?!')/.test(textOf(file)));
	assert.deepEqual(computed, ['source/indexing/worker-url.ts'].filter(file => computed.includes(file)));
});

/** Every place that writes, moves or removes files, and whose names they have. */
const writers: Readonly<Record<string, string>> = {
	'source/cache/blob-files.ts': 'lists of the cache\'s own folder',
	'source/cache/blob-store.ts': 'digests that were checked to be hexadecimal',
	'source/cache/cache-folder.ts': 'the cache\'s folder',
	'source/cache/cache-listing.ts': 'lists of the cache\'s own folder',
	'source/cache/compiled-code.ts': 'a folder of the cache',
	'source/cache/evict.ts': 'lists of the cache\'s own folder',
	'source/cache/files.ts': 'what the cache names, by sha256',
	'source/cache/layer-cache.ts': 'digests, and sha256 of what the user named',
	'source/cache/partial-blob.ts': 'digests, with an ending of random digits',
	'source/engine/ssh-warden.ts': 'a folder made here, for the socket of a login',
	'source/sources/registry/layout-index.ts': 'index.json and oci-layout in the folder that the user gave',
	'source/sources/registry/write-layout.ts': 'digests that were checked to be hexadecimal, in the folder that the user gave',
	'source/sources/stdin-source.ts': 'a temporary folder made here',
	'source/commands/log.ts': 'LAYERSCOPE_LOG',
	'source/commands/safe-file.ts': 'what the user gave, or took of a suggestion that has no separator in it',
};

test('files are written in these places only, and none takes its name from an image', () => {
	const names = 'writeFile|appendFile|createWriteStream|mkdir|mkdtemp|rename|link|symlink|rm|rmdir|unlink|utimes|truncate|chmod|chown|copyFile|cp';
	const writing = new RegExp(String.raw`\b(?:${names})(?:Sync)?\b[^;]*from 'node:fs`);
	const found = files.filter(file => [...textOf(file).matchAll(/import {[^}]*} from 'node:fs(?:\/promises)?'/g)].some(([text]) => writing.test(text)));
	assert.deepEqual(found.filter(file => !(file in writers)).toSorted(), []);
	assert.deepEqual(Object.keys(writers).filter(file => !found.includes(file)), []);
});
