import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdir} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {
	before, beforeEach, describe, test,
} from 'node:test';
import {withoutEngine} from '../helpers/from-registry.ts';
import {skipReason} from '../helpers/programs.ts';
import {proxiedRegistry} from '../helpers/proxied-registry.ts';
import {noisyLayer, pushImage, type Descriptor} from '../helpers/push-image.ts';
import type {RegistryProxy} from '../helpers/registry-proxy.ts';
import type {TestRegistry} from '../helpers/registry.ts';
import {runProgram} from '../helpers/run-program.ts';
import {until} from '../helpers/until.ts';

type Report = {readonly size: number; readonly layers: ReadonlyArray<{readonly verification: string; readonly error: string | undefined}>};

const sizes = [3e6, 2e6];

describe('programs that read an image of a registry', {skip: skipReason(['docker-registry'], {root: false})}, () => {
	const servers = proxiedRegistry();
	let registry: TestRegistry;
	let proxy: RegistryProxy;
	let blobs: Descriptor[];
	let folder: string;

	before(async () => {
		({registry, proxy} = servers);
		({blobs} = await pushImage(registry.host, 'team/app', {tag: 'v1', layers: await Promise.all(sizes.map(async (size, seed) => noisyLayer(seed, size)))}));
	});

	beforeEach(() => {
		({folder} = servers);
	});

	const arguments_ = () => [`registry:${proxy.host}/team/app:v1`, '--json', '--all'];
	const inCache = async () => readdir(path.join(folder, 'cache', 'layerscope', 'registry', 'blobs', 'sha256')).catch((): string[] => []);
	const readWhole = async () => {
		const {output, errors, code} = await runProgram(arguments_(), {environment: withoutEngine(folder)});
		assert.deepEqual([errors, code], ['', 0]);
		const {size, layers} = JSON.parse(output) as Report;
		assert.equal(size, sizes[0]! + sizes[1]!);
		assert.deepEqual(layers.map(({verification, error}) => [verification, error]), [['verified', null], ['verified', null]]);
	};

	test('go on where one was killed', async () => {
		proxy.follow(({path: asked}) => asked.includes(blobs[0]!.digest) ? {stallAfter: 2_000_000} : undefined);
		const child = spawn(process.execPath, ['dist/cli.js', ...arguments_()], {stdio: 'ignore', env: {...process.env, ...withoutEngine(folder)}});
		await until(async () => {
			const {output} = await runProgram(['cache', '--json'], {environment: withoutEngine(folder)});
			return (JSON.parse(output) as {blobs: {bytes: number}}).blobs.bytes > blobs[1]!.size + 1_000_000;
		});
		const gone = once(child, 'exit');
		child.kill('SIGKILL');
		await gone;
		const left = await inCache();
		assert.ok(left.some(name => name.startsWith(blobs[0]!.digest.slice(7)) && name.endsWith('.partial')));
		const ranges: Array<string | undefined> = [];
		proxy.follow(({path: asked, headers}) => {
			if (blobs.some(({digest}) => asked.includes(digest))) {
				ranges.push(headers.range);
			}

			return undefined;
		});
		await readWhole();
		assert.equal(ranges.length, 1);
		assert.match(ranges[0] ?? '', /^bytes=1\d{6}-/);
		const names = await inCache();
		assert.ok(names.every(name => !name.endsWith('.partial')));
	});

	test('share a folder while several of them fetch the same', async () => {
		proxy.follow(({path: asked}) => blobs.some(({digest}) => asked.includes(digest)) ? {bytesPerSecond: 4e6} : undefined);
		await Promise.all([readWhole(), readWhole(), readWhole()]);
		const names = await inCache();
		assert.ok(blobs.every(({digest}) => names.includes(digest.slice(7))));
		assert.ok(names.every(name => !name.endsWith('.partial')));
		const asked = proxy.requests.length;
		await readWhole();
		assert.ok(!proxy.requests.slice(asked).some(name => name.startsWith('GET ') && name !== 'GET /v2/'));
	});
});
