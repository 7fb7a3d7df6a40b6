import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {
	mkdir, mkdtemp, readdir, readFile, rmdir, truncate, writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {test, type TestContext} from 'node:test';
import {cutServers} from '../helpers/cut-servers.ts';
import {buildImage, buildLayer} from '../helpers/image-builder.ts';
import {temporaryDirectory} from '../helpers/open-image.ts';
import {skipReason} from '../helpers/programs.ts';
import {createRandom} from '../helpers/random-image.ts';
import {runProgram, type Run} from '../helpers/run-program.ts';

const servers = cutServers(async () => {
	const entries = Array.from({length: 300}, (_, number) => ({name: `a rather long name of a file that takes some room ${number}`}));
	return buildImage([
		await buildLayer([{name: 'etc/'}, {name: 'etc/motd', content: 'hello'}, ...entries]),
		await buildLayer([{name: 'etc/issue', content: 'x'.repeat(100_000)}, {name: 'etc/.wh.motd'}]),
	], {references: ['app:1']});
});

type Place = Readonly<Record<string, string>>;

const listOfEngine = async (environment: Place, ...flags: readonly string[]): Promise<Run> => runProgram(['ls', 'app:1', '--recursive', '--json', ...flags], {
	environment: {DOCKER_HOST: servers.engine.engine.address, ...environment},
});
const listOfRegistry = async (environment: Place): Promise<Run> => runProgram([
	'ls', `registry:${servers.registry.host}/team/app:1`, '--recursive', '--json', '--platform', 'linux/amd64',
], {environment});

/** Mounts a small disk for a test. */
async function smallDisk(context: TestContext, size: string): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'layerscope-disk-'));
	execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', folder]);
	context.after(async () => {
		execFileSync('umount', ['--lazy', folder]);
		await rmdir(folder);
	});
	return folder;
}

function assertOneWarning({code, output, errors}: Run, expected: Run, words: RegExp): void {
	assert.equal(output, expected.output);
	assert.equal(code, 0);
	assert.match(errors, words);
	assert.match(errors, /XDG_CACHE_HOME/);
	assert.equal(errors.trimEnd().split('\n').length, 1, errors);
}

const skip = skipReason(['mount', 'setpriv']);

test('a disk that is full is warned of once, and the image shown without a cache', {skip}, async context => {
	const disk = await smallDisk(context, '16k');
	const expected = await listOfEngine({}, '--no-cache');
	assert.deepEqual([expected.code, expected.errors], [0, '']);
	for (let run = 0; run < 2; run++) {
		assertOneWarning(await listOfEngine({XDG_CACHE_HOME: disk}), expected, /ENOSPC/);
	}

	const names = await readdir(path.join(disk, 'layerscope'));
	assert.deepEqual(names.filter(name => name.endsWith('.part')), []);
});

test('a registry\'s layers that the disk has no room for go to a temporary folder, with one warning', {skip}, async context => {
	const expected = await listOfRegistry({});
	assert.deepEqual([expected.code, expected.errors], [0, '']);
	const temporary = await temporaryDirectory(context);
	const disk = await smallDisk(context, '48k');
	assertOneWarning(await listOfRegistry({XDG_CACHE_HOME: disk, TMPDIR: temporary}), expected, /ENOSPC/);
	assert.deepEqual(await readdir(temporary), [], 'the temporary folder has gone');
	const everywhere = await listOfRegistry({XDG_CACHE_HOME: disk, TMPDIR: disk});
	assert.deepEqual([everywhere.code, everywhere.output], [4, '[]\n']);
	assert.match(everywhere.errors, /ENOSPC[^]*Make room there/);
});

test('a cache that can only be read is read, and warned of once where it should be written', {skip}, async context => {
	const disk = await smallDisk(context, '8m');
	const expected = await listOfEngine({}, '--no-cache');
	execFileSync('mount', ['-o', 'remount,ro', disk]);
	assertOneWarning(await listOfEngine({XDG_CACHE_HOME: disk}), expected, /EROFS/);
	assertOneWarning(await listOfRegistry({XDG_CACHE_HOME: disk}), await listOfRegistry({}), /EROFS/);
	execFileSync('mount', ['-o', 'remount,rw', disk]);
	const written = await listOfEngine({XDG_CACHE_HOME: disk});
	assert.equal(written.errors, '');
	await listOfRegistry({XDG_CACHE_HOME: disk});
	execFileSync('mount', ['-o', 'remount,ro', disk]);
	const already = servers.engine.engine.requests.length;
	const again = await listOfEngine({XDG_CACHE_HOME: disk});
	assert.equal(again.output, expected.output);
	assert.ok(!servers.engine.engine.requests.slice(already).some(request => request.includes('/get')), 'what was kept is used');
});

test('a user whom the system doesn\'t know has no cache, and is told so once', {skip}, async () => {
	const expected = await listOfEngine({}, '--no-cache');
	const run = await runProgram([], {
		command: ['setpriv',
			'--reuid',
			'54321',
			'--regid',
			'54321',
			'--clear-groups',
			'--',
			'env',
			'-u',
			'HOME',
			'-u',
			'XDG_CACHE_HOME',
			process.execPath,
			'dist/cli.js',
			'ls',
			'app:1',
			'--recursive',
			'--json'],
		environment: {DOCKER_HOST: servers.engine.engine.address},
	});
	assertOneWarning(run, expected, /\/nonexistent\/\.cache.*EACCES/);
});

test('a home that is a file, or empty, is no place for a cache', async context => {
	const directory = await temporaryDirectory(context);
	const file = path.join(directory, 'home');
	await writeFile(file, '');
	assertOneWarning(await listOfEngine({XDG_CACHE_HOME: '', HOME: file}), await listOfEngine({}, '--no-cache'), /ENOTDIR/);
});

test('whoever names a device as the place for caches wants none, and isn\'t told', async () => {
	const {code, errors} = await listOfEngine({XDG_CACHE_HOME: '/dev/null'});
	assert.deepEqual([code, errors], [0, '']);
});

test('files that are damaged anywhere, empty or of a newer version never make a wrong tree', async context => {
	const home = await temporaryDirectory(context);
	const expected = await listOfEngine({XDG_CACHE_HOME: home});
	const folder = path.join(home, 'layerscope');
	const random = createRandom(11);
	const names = await readdir(folder);
	assert.equal(names.length, 3);
	const wrongs: ReadonlyArray<readonly [string, (bytes: Uint8Array) => Uint8Array]> = [
		['flipped', bytes => bytes.map((byte, at) => at === place ? byte ^ 0x10 : byte)],
		['empty', () => new Uint8Array(0)],
		// Both forms say their version within the first sixteen bytes.
		['newer', bytes => bytes.map((byte, at) => (bytes[0] === 0x4C && bytes[7] === 0x20 ? at === 8 : at === 12) ? byte + 1 : byte)],
		['foreign', () => new TextEncoder().encode('{"schemaVersion":99}')],
	];
	let place = 0;
	for (const [what, change] of [...wrongs, wrongs[0]!]) {
		for (const name of names) {
			const bytes = await readFile(path.join(folder, name));
			place = Math.floor(random() * bytes.length);
			await writeFile(path.join(folder, name), change(bytes));
		}

		const run = await listOfEngine({XDG_CACHE_HOME: home});
		assert.deepEqual([run.output === expected.output, run.errors], [true, ''], what);
	}

	await truncate(path.join(folder, names[0]!), 100);
	await mkdir(path.join(folder, 'strange'));
	const last = await listOfEngine({XDG_CACHE_HOME: home});
	assert.equal(last.output, expected.output);
});
