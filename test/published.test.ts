import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {mkdir, readdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {test} from 'node:test';
import {promisify} from 'node:util';
import {temporaryDirectory} from './helpers/open-image.ts';

const run = promisify(execFile); // eslint-disable-line @typescript-eslint/strict-void-return

type Manifest = {readonly version: string; readonly scripts: Readonly<Record<string, string>>; readonly bin: Readonly<Record<string, string>>};

test('what is published brings nothing else along, and has no script that runs when it is installed', () => {
	const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
	for (const field of ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies', 'bundledDependencies', 'gypfile']) {
		assert.ok(!(field in manifest), field);
	}

	// `prepare` runs in a checkout only.
	const installing = ['preinstall', 'install', 'postinstall', 'preprepare', 'postprepare', 'dependencies', 'preuninstall', 'uninstall', 'postuninstall'];
	assert.deepEqual(installing.filter(name => name in manifest.scripts), []);
	assert.ok(!existsSync('binding.gyp'));
});

test('the packed package installs offline without running anything, and runs', async context => {
	const folder = await temporaryDirectory(context);
	const [packed, home, installed] = await Promise.all(['packed', 'home', 'installed'].map(async name => {
		const place = path.join(folder, name);
		await mkdir(place);
		return place;
	}));
	// Whatever npm runs, it runs by this shell.
	const told = path.join(folder, 'scripts.txt');
	const shell = path.join(folder, 'shell');
	await writeFile(shell, `#!/bin/sh\necho "$*" >> ${told}\n`, {mode: 0o755});
	const env = {
		...process.env, HOME: home!,
		npm_config_script_shell: shell, npm_config_offline: 'true', npm_config_audit: 'false',
		npm_config_update_notifier: 'false', npm_config_cache: path.join(home!, 'npm'),
	};
	await run('npm', ['pack', '--ignore-scripts', '--pack-destination', packed!], {env});
	const [tarball] = await readdir(packed!);
	const {stdout: names} = await run('tar', ['-tzf', path.join(packed!, tarball!)]);
	assert.deepEqual(names.trim().split('\n').filter(name => !/^package\/(?:dist\/|package\.json$|readme\.md$)/.test(name)), []);
	await run('npm', ['install', '--foreground-scripts', '--no-save', '--prefix', installed!, path.join(packed!, tarball!)], {env});
	assert.equal(existsSync(told), false, 'no script was run');
	const folders = await readdir(path.join(installed!, 'node_modules'));
	assert.deepEqual(folders.filter(name => !name.startsWith('.')), ['layerscope']);
	const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
	const {stdout} = await run(path.join(installed!, 'node_modules', '.bin', 'layerscope'), ['--version']);
	assert.equal(stdout.trim(), version);
});
