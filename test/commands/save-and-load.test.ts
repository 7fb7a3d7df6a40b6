import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {execFileSync, spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {
	mkdirSync, readdirSync, readFileSync, writeFileSync,
} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {buffer} from 'node:stream/consumers';
import {
	after, afterEach, before, beforeEach, describe, test, type TestContext,
} from 'node:test';
import {gzipSync} from 'node:zlib';
import {archiveOf} from '../helpers/archive-of.ts';
import {exitCodeOfChild} from '../helpers/child-exit.ts';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';
import {zstdFrame} from '../helpers/image-builder-zstd.ts';
import {buildImage, buildLayer} from '../helpers/image-builder.ts';
import {ociLayout, tarOf} from '../helpers/image-builder-archives.ts';
import {readTar, text} from '../helpers/read-tar.ts';
import {runProgram, type Run} from '../helpers/run-program.ts';
import {openTerminal} from '../helpers/terminal.ts';

const bigSize = 24 * 1024 * 1024;

describe('images are saved and loaded', {skip: skipWithoutEngine()}, () => {
	let engine: TestEngine;
	let folder: string;

	before(async () => {
		engine = await startEngine();
		const file = path.join(engine.folder, 'images.tar');
		await writeFile(file, await archiveOf(['shop:1', randomBytes(1000)], ['shop:2', randomBytes(2000)], ['big:1', randomBytes(bigSize)]));
		await engine.docker('load', '--input', file);
	});

	after(async () => {
		await engine?.stop();
	});

	beforeEach(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'layerscope-transfer-'));
	});

	afterEach(async () => {
		await rm(folder, {recursive: true});
	});

	async function layerscope(...arguments_: readonly string[]): Promise<Run> {
		return runProgram(arguments_, {environment: engine.environment});
	}

	async function load(input: Uint8Array): Promise<Run> {
		return runProgram(['load'], {environment: engine.environment, input});
	}

	async function idOf(reference: string): Promise<string> {
		return engine.docker('image', 'inspect', '--format', '{{.Id}}', reference);
	}

	/** A small file system, so that a disk can be full. */
	function mountSmall(context: TestContext, directory: string, size: string): void {
		execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', directory]);
		context.after(() => {
			execFileSync('umount', ['--lazy', directory]);
		});
	}

	test('into a file, which says nothing and is what docker save writes', async () => {
		const file = path.join(folder, 'shop.tar');
		const {code, output, errors} = await layerscope('save', 'shop:1', '-o', file);
		assert.deepEqual([code, output, errors], [0, '', '']);
		assert.deepEqual(readdirSync(folder), ['shop.tar']);
		await engine.docker('save', '--output', path.join(folder, 'docker.tar'), 'shop:1');
		assert.deepEqual(readFileSync(file), readFileSync(path.join(folder, 'docker.tar')));
	});

	test('several in one archive, and loaded from it by name', async () => {
		const file = path.join(folder, 'shop.tar');
		const ids = [await idOf('shop:1'), await idOf('shop:2')];
		const {code} = await layerscope('save', '-o', file, 'shop:1', 'shop:2', 'shop:1');
		assert.equal(code, 0);
		await engine.docker('rmi', 'shop:1', 'shop:2');
		const loaded = await layerscope('load', '-i', file);
		// An engine writes several images in whatever order.
		assert.deepEqual([loaded.code, loaded.output.split('\n').toSorted(), loaded.errors], [0, ['', 'shop:1', 'shop:2'], '']);
		assert.deepEqual([await idOf('shop:1'), await idOf('shop:2')], ids);
	});

	test('from one program into the other', async () => {
		const id = await idOf('big:1');
		const {bytes} = await layerscope('save', 'big:1');
		await engine.docker('rmi', 'big:1');
		const {code, output} = await load(bytes);
		assert.deepEqual([code, output], [0, 'big:1\n']);
		assert.equal(await idOf('big:1'), id);
	});

	test('an untagged image by its ID, which is what is told of it', async () => {
		const id = await idOf('shop:1');
		const {bytes} = await layerscope('save', id.slice('sha256:'.length, 20));
		const {code, output} = await load(bytes);
		assert.deepEqual([code, output], [0, `${id}\n`]);
	});

	for (const [name, compress] of [['gzip', gzipSync], ['zstd', zstdFrame]] as const) {
		test(`an archive that is compressed with ${name} is unpacked on the way`, async () => {
			const {bytes} = await layerscope('save', 'shop:1');
			const {code, output} = await load(compress(bytes));
			assert.deepEqual([code, output], [0, 'shop:1\n']);
			const cut = await load(compress(bytes).subarray(0, 800));
			assert.equal(cut.code, 4, cut.output);
			assert.equal(cut.output, '');
		});
	}

	test('an image that isn\'t there is not found, and nothing is written', async () => {
		const {code, errors} = await layerscope('save', 'shop:1', 'gone:1', '-o', path.join(folder, 'x.tar'));
		assert.equal(code, 3);
		assert.match(errors, /^layerscope: The engine has no image gone:1\. /);
		const untagged = await layerscope('save', 'shop', '-o', path.join(folder, 'x.tar'));
		assert.equal(untagged.code, 3, 'a name without a tag is the latest, and not all tags');
		const platform = await layerscope('save', 'shop:1', '--platform', 'linux/s390x', '-o', path.join(folder, 'x.tar'));
		assert.equal(platform.code, 3);
		assert.match(platform.errors, /has shop:1 for linux\/amd64, not for linux\/s390x/);
		assert.deepEqual(readdirSync(folder), []);
	});

	test('a file that is there is only overwritten with --force, and what is no file never', async () => {
		const file = path.join(folder, 'x.tar');
		writeFileSync(file, 'precious');
		const refused = await layerscope('save', 'shop:1', '-o', file);
		assert.equal(refused.code, 2);
		assert.match(refused.errors, /is there already\. .*--force/);
		assert.equal(readFileSync(file, 'utf8'), 'precious');
		const forced = await layerscope('save', 'shop:1', '-o', file, '--force');
		assert.equal(forced.code, 0);
		assert.ok(readFileSync(file).length > 1000);
		const device = await layerscope('save', 'shop:1', '-o', '/dev/full', '--force');
		assert.equal(device.code, 2);
		assert.match(device.errors, /\/dev\/full is a device/);
	});

	test('nothing goes to a terminal, and nothing is read from one', async () => {
		const saving = openTerminal(['save', 'shop:1'], {environment: engine.environment});
		const saved = await saving.exited;
		assert.equal(saved.exitCode, 2);
		assert.match(saving.output(), /Nothing says where to save to\. Add -o FILE/);
		const loading = openTerminal(['load'], {environment: engine.environment});
		const loaded = await loading.exited;
		assert.equal(loaded.exitCode, 2);
		assert.match(loading.output(), /standard input is a terminal\. Add -i FILE/);
	});

	test('a full disk leaves no half file', async context => {
		const small = path.join(engine.folder, 'small');
		mkdirSync(small);
		mountSmall(context, small, '4m');
		const {code, errors} = await layerscope('save', 'big:1', '-o', path.join(small, 'big.tar'));
		assert.equal(code, 2);
		assert.match(errors, /big\.tar can't be written: ENOSPC/);
		assert.deepEqual(readdirSync(small), []);
	});

	test('an output that is full is an error too', async () => {
		const child = spawn('/bin/sh', ['-c', 'exec "$0" dist/cli.js save big:1 > /dev/full', process.execPath], {env: {...process.env, ...engine.environment}, stdio: ['ignore', 'ignore', 'pipe']});
		const [errors, code] = await Promise.all([buffer(child.stderr), exitCodeOfChild(child)]);
		assert.equal(code, 2);
		assert.match(errors.toString(), /output can't be written: ENOSPC/);
	});

	test('a full disk of the engine is an error that says so', async context => {
		mountSmall(context, path.join(engine.folder, 'data/tmp'), '4m');
		const {code, output, errors} = await load(await archiveOf(['new:1', randomBytes(bigSize)]));
		assert.deepEqual([code, output], [5, '']);
		assert.match(errors, /can't load standard input: .*no space left on device\. Free some space/);
	});

	test('what is no archive, or was cut off anywhere, is not loaded', async () => {
		const archive = await archiveOf(['cut:1', randomBytes(3000)]);
		const {entries} = readTar(archive);
		const manifest = entries.find(({name}) => text(name) === 'manifest.json')!;
		const cases: ReadonlyArray<readonly [input: Uint8Array, sentence: RegExp]> = [
			[new Uint8Array(0), /standard input is empty/],
			[Buffer.from('hello'), /standard input is no image archive/],
			[new Uint8Array(10_240), /holds no image/],
			[archive.subarray(0, 2000), /can't be read to its end/],
			[archive.subarray(0, manifest.offset), /can't be read to its end/],
			[archive.subarray(0, manifest.offset + 1024), /can't be read to its end/],
			[await tarOf([{name: 'manifest.json', content: Buffer.from('[]')}]), /without an error, but loaded no image/],
			[await tarOf([{name: 'manifest.json', content: Buffer.from('[{')}]), /can't load standard input: unexpected EOF/],
		];
		for (const [input, sentence] of cases) {
			const {code, output, errors} = await load(input);
			assert.match(errors, sentence);
			assert.deepEqual([code, output], [4, '']);
			assert.equal(errors.trimEnd().split('\n').length, 1, 'an error is one line');
		}

		await assert.rejects(idOf('cut:1'), /No such image/);
	});

	test('an OCI layout that an old engine doesn\'t know is refused with what to do', async () => {
		const image = buildImage([await buildLayer([{name: 'file', content: 'x'}], 'gzip')], {references: ['layout:1']});
		const {code, errors} = await load(await tarOf(ociLayout(image)));
		assert.equal(code, 4);
		assert.match(errors, /skopeo copy oci-archive:FILE docker-archive:NEW/);
	});

	test('files that can\'t be loaded say so', async () => {
		const missing = await layerscope('load', '-i', path.join(folder, 'missing.tar'));
		assert.equal(missing.code, 3);
		const directory = await layerscope('load', '-i', folder);
		assert.equal(directory.code, 2);
		assert.match(directory.errors, /is a directory.*tar -C .* \| layerscope load/);
	});

	test('Ctrl-C ends a save and leaves nothing', async () => {
		const child = spawn(process.execPath, ['dist/cli.js', 'save', 'big:1'], {env: {...process.env, ...engine.environment}, stdio: ['ignore', 'pipe', 'pipe']});
		await once(child.stdout, 'readable');
		child.kill('SIGINT');
		child.stdout.resume();
		assert.equal(await exitCodeOfChild(child), 130);
	});
});
