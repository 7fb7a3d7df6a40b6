import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {spawn} from 'node:child_process';
import {readdir} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import process from 'node:process';
import {json} from 'node:stream/consumers';
import {test} from 'node:test';
import {gzipSync} from 'node:zlib';
import {buildImage, buildLayer} from '../helpers/image-builder.ts';
import {dockerArchive, tarOf} from '../helpers/image-builder-archives.ts';
import {temporaryDirectory} from '../helpers/open-image.ts';

const image = async (name: string) => buildImage([await buildLayer([{name: 'file', content: name}])], {references: [`${name}:1`]});

/** What loading standard input came to. */
async function loadPiped(input: Uint8Array, words: readonly string[], temporary = tmpdir()): Promise<unknown> {
	const child = spawn(process.execPath, ['--import', 'tsx', 'test/helpers/load-stdin.ts', ...words], {stdio: ['pipe', 'pipe', 'inherit'], env: {...process.env, TMPDIR: temporary}});
	child.stdin.end(input);
	return json(child.stdout);
}

const cannot = 'Contents can\'t be read from standard input, which comes only once.';

test('an archive is read from standard input, plain or compressed, without its contents', async () => {
	const tar = await tarOf(dockerArchive(await image('piped')));
	for (const input of [tar, gzipSync(tar)]) {
		assert.deepEqual(await loadPiped(input, ['once']), [{reference: 'piped:1', verified: ['verified'], content: cannot}]);
	}
});

test('with spool the contents can be read, and nothing is left behind', async context => {
	const temporary = await temporaryDirectory(context);
	const tar = await tarOf(dockerArchive(await image('piped')));
	assert.deepEqual(await loadPiped(tar, ['spool'], temporary), [{reference: 'piped:1', verified: ['verified'], content: 'piped'}]);
	const left = await readdir(temporary);
	assert.deepEqual(left.filter(name => name.startsWith('layerscope-')), []);
});

test('several images on standard input can be chosen from after they were read', async () => {
	const tar = await tarOf(dockerArchive(await image('one'), await image('two')));
	assert.deepEqual(await loadPiped(tar, ['once', '', 'two:1']), [['one:1', 'two:1'], {reference: 'two:1', verified: ['verified'], content: cannot}]);
});

test('empty standard input, and text, are no archive', async () => {
	assert.deepEqual(await loadPiped(new Uint8Array(0), ['once']), ['standard input is empty.']);
	assert.deepEqual(await loadPiped(new Uint8Array(0), ['spool']), ['standard input is empty.']);
	assert.match(String(await loadPiped(Buffer.from('hello\n'.repeat(200)), ['once'])), /^standard input is no image archive: it is neither a tar nor compressed/);
	assert.match(String(await loadPiped(Buffer.from('hello\n'.repeat(200)), ['spool'])), /^standard input is no image archive/);
});
