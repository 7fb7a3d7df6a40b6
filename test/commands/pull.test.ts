import assert from 'node:assert/strict';
import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {
	after, afterEach, before, describe, test,
} from 'node:test';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';
import {noisyLayer, pushImage} from '../helpers/push-image.ts';
import {pushPlatforms} from '../helpers/push-platforms.ts';
import {startRegistryProxy, type RegistryProxy} from '../helpers/registry-proxy.ts';
import {startRegistry, type TestRegistry} from '../helpers/registry.ts';
import {runProgram, type Run} from '../helpers/run-program.ts';

describe('layerscope pull', {skip: skipWithoutEngine('docker-registry')}, () => {
	let registry: TestRegistry;
	let proxy: RegistryProxy;
	let engine: TestEngine;
	let blobs: string[];

	before(async () => {
		[registry, engine] = await Promise.all([startRegistry(), startEngine()]);
		proxy = await startRegistryProxy(registry.host);
		const layers = await Promise.all([noisyLayer(1, 1e6), noisyLayer(2, 2e6), noisyLayer(3, 3e6)]);
		const pushed = await pushImage(registry.host, 'team/app', {tag: 'latest', layers: layers.slice(0, 2)});
		blobs = pushed.blobs.map(({digest}) => digest.slice(7, 19));
		await pushImage(registry.host, 'team/more', {tag: 'v1', layers: [layers[0], layers[2]]});
		await pushImage(registry.host, 'team/never', {tag: 'v1', layers: [await noisyLayer(4, 1e6)]});
		await pushPlatforms(registry.host, 'team/multi', 'v1', ['amd64', 'arm64']);
	});

	afterEach(() => {
		proxy.follow();
	});

	after(async () => {
		proxy?.stop();
		await engine?.stop();
		await registry?.stop();
	});

	async function pull(...names: readonly string[]): Promise<Run> {
		return runProgram(['pull', ...names.map(name => name.startsWith('-') || name.includes('/') ? name : `${proxy.host}/team/${name}`)], {environment: engine.environment});
	}

	test('prints a line for each change of each layer and one at the end, the tag being latest', async () => {
		const {code, output, errors} = await pull('app');
		assert.equal(code, 0);
		assert.equal(errors, '');
		assert.ok(!output.includes('\u{1B}') && !output.includes('\r'));
		const lines = output.trimEnd().split('\n');
		for (const [index, blob] of blobs.entries()) {
			const states = lines.filter(line => line.startsWith(`${blob} `)).map(line => line.split(' ')[1]);
			assert.equal(states[0], 'waiting');
			assert.equal(states.at(-1), 'done');
			assert.deepEqual(states, [...new Set(states)]);
			assert.ok(lines.includes(`${blob} done ${index + 1}.0 MB`));
		}

		const name = `${proxy.host}/team/app:latest`;
		const id = await engine.docker('inspect', '--format', '{{.Id}}', name);
		const digest = await engine.docker('inspect', '--format', '{{index .RepoDigests 0}}', name);
		assert.equal(lines.at(-1), `${name} is here: image ID ${id}, digest ${digest.split('@')[1]}, 3.0 MB pulled`);
	});

	test('says what was here already, which only its size unpacked is known of', async () => {
		const {code, output} = await pull('more:v1');
		assert.equal(code, 0);
		assert.match(output, new RegExp(`^${blobs[0]} here already$`, 'm'));
		assert.match(output, /more:v1 is here: .*, 3\.0 MB pulled, 1 layer was here already \(1\.0 MB unpacked\)\n$/);
		const again = await pull('more:v1');
		assert.match(again.output, /^\S+ is here: image ID sha256:[\da-f]{64}, digest sha256:[\da-f]{64}, nothing had to be pulled\n$/);
	});

	test('pulls several at once, each line with its image; what fails doesn\'t stop the others, and has its say in the exit code', async () => {
		await engine.docker('rmi', `${proxy.host}/team/app`, `${proxy.host}/team/more:v1`);
		const {code, output, errors} = await pull('app', 'none:v9', 'more:v1');
		assert.equal(code, 3);
		assert.match(output, /^\S+team\/app:latest [\da-f]{12} done 2\.0 MB$/m);
		assert.match(output, /^\S+team\/more:v1 is here: /m);
		assert.match(errors, /^layerscope: \S+none:v9 could not be pulled: the registry has no such image \(404\): .*\. Check the name and the tag\.\n$/);
	});

	test('pulls for the platform that is asked for', async () => {
		const {code} = await pull('multi:v1', '--platform', 'linux/arm64');
		assert.equal(code, 0);
		assert.equal(await engine.docker('inspect', '--format', '{{.Architecture}}', `${proxy.host}/team/multi:v1`), 'arm64');
		const other = await pull('app', '--platform', 'linux/s390x');
		assert.equal(other.code, 3);
		assert.ok(!other.output.includes('is here: image'));
	});

	test('names that can\'t be pulled are wrong usage, before anything is pulled', async () => {
		for (const [name, words] of [[`sha256:${'0'.repeat(64)}`, /is an image ID/], ['a/B:v1', /is no image reference/]] as const) {
			const {code, output, errors} = await runProgram(['pull', 'a/app', name], {environment: engine.environment});
			assert.equal(code, 2);
			assert.match(errors, words);
			assert.equal(output, '');
		}
	});

	test('that is interrupted ends with 130, closes the connection and shows no success', async () => {
		proxy.follow(({path: asked}) => asked.includes('/blobs/') ? {stallAfter: 100_000} : undefined);
		const {code, output, errors} = await runProgram(['pull', `${proxy.host}/team/never:v1`], {environment: engine.environment, interrupt: proxy.asked(/GET .*\/blobs\//)});
		assert.equal(code, 130);
		assert.ok(!output.includes('is here'));
		assert.equal(errors, '');
		await proxy.quiet(/\/never\/blobs\//);
		assert.equal(await engine.docker('images', '--quiet', `${proxy.host}/team/never`), '');
	});

	test('warns where no login could be looked up, and pulls without one', async () => {
		const folder = path.join(engine.folder, 'helper');
		await mkdir(folder);
		await writeFile(path.join(folder, 'config.json'), '{"credsStore": "nowhere"}');
		const {code, errors} = await runProgram(['pull', `${proxy.host}/team/more:v1`], {environment: {...engine.environment, DOCKER_CONFIG: folder}});
		assert.equal(code, 0);
		assert.match(errors, /^\S+more:v1: No login was used, since the credential helper docker-credential-nowhere failed: it isn't installed\.\n$/);
	});

	test('whose engine dies is no success', async () => {
		proxy.follow(({path: asked}) => asked.includes('/blobs/') ? {stallAfter: 100_000} : undefined);
		const run = runProgram(['pull', `${proxy.host}/team/never:v1`], {environment: engine.environment});
		await proxy.asked(/GET .*\/blobs\//);
		await engine.kill();
		const {code, output, errors} = await run;
		assert.equal(code, 5);
		assert.match(errors, /^layerscope: The connection to the engine broke while \S+never:v1 was pulled: .*\n$/);
		assert.ok(!output.includes('is here'));
	});
});
