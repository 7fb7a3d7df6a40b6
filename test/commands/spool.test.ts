import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, watch} from 'node:fs';
import process from 'node:process';
import {test} from 'node:test';
import {temporaryDirectory} from '../helpers/open-image.ts';
import {runProgram} from '../helpers/run-program.ts';
import {shopArchive} from '../helpers/shop-image.ts';

test('a signal ends the spooling of a pipe that goes on, and nothing is left behind, even where it comes twice', {timeout: 30_000}, async context => {
	const temporary = await temporaryDirectory(context);
	const watcher = watch(temporary);
	const began = once(watcher, 'change');
	const child = spawn(process.execPath, ['dist/cli.js', 'ls', '-', '--spool'], {
		stdio: ['pipe', 'ignore', 'ignore'], env: {...process.env, TMPDIR: temporary},
	});
	child.stdin.write(await shopArchive());
	context.after(() => child.kill('SIGKILL'));
	await began;
	watcher.close();
	child.kill('SIGINT');
	child.kill('SIGINT');
	const [code] = await once(child, 'exit') as [number | undefined];
	assert.equal(code, 130);
	assert.deepEqual(readdirSync(temporary).filter(name => name.startsWith('layerscope-')), []);
	child.stdin.destroy();
});

test('a temporary folder that can\'t be written is named', async () => {
	const {code, errors} = await runProgram(['ls', '-', '--spool'], {input: await shopArchive(), environment: {TMPDIR: '/nowhere'}});
	assert.equal(code, 2);
	assert.match(errors, /^layerscope: Standard input can't be kept in a temporary file in \/nowhere: .* Set TMPDIR to a folder/);
});
