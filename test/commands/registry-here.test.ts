import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {
	after, before, describe, test,
} from 'node:test';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';
import {skipWithoutEngine28, startEngine28} from '../helpers/engine-28.ts';
import {withoutEngine} from '../helpers/from-registry.ts';
import {noisyLayer, pushImage, type Descriptor} from '../helpers/push-image.ts';
import {startRegistry, type TestRegistry} from '../helpers/registry.ts';
import {runProgram} from '../helpers/run-program.ts';
import {closeTerminals, openTerminal} from '../helpers/terminal.ts';

type Report = {
	readonly download: {readonly engine: number | undefined; readonly cache: number};
	readonly layers: ReadonlyArray<{readonly here: {readonly engine: boolean | undefined; readonly blob: boolean; readonly files: boolean}; readonly size: number | undefined}>;
};

const engines = [
	{name: 'Docker 20.10', skip: skipWithoutEngine('docker-registry'), begin: startEngine},
	{name: 'Docker 28', skip: skipWithoutEngine28('docker-registry'), begin: startEngine28},
];

for (const {name, skip, begin} of engines) {
	describe(`what is here already of a registry's image, beside ${name}`, {skip}, () => {
		let registry: TestRegistry;
		let engine: TestEngine;
		let folder: string;
		let blobs: Descriptor[];

		before(async () => {
			[registry, engine] = await Promise.all([startRegistry(), begin()]);
			folder = await mkdtemp(path.join(tmpdir(), 'layerscope-test-'));
			const [first, second, third] = await Promise.all([noisyLayer(1, 30_000), noisyLayer(2, 20_000), noisyLayer(3, 10_000)]);
			await pushImage(registry.host, 'app', {tag: 'base', layers: [first, second]});
			// The second one stands on others here, and the last comes twice.
			({blobs} = await pushImage(registry.host, 'app', {tag: 'whole', layers: [first, third, second, third]}));
			await engine.docker('pull', '--quiet', `${registry.host}/app:base`);
		});

		after(async () => {
			closeTerminals();
			await engine?.stop();
			await registry?.stop();
			await rm(folder, {recursive: true, force: true});
		});

		const report = async (environment: Readonly<Record<string, string>>, ...more: readonly string[]): Promise<Report> => {
			const {output, errors} = await runProgram([`registry:${registry.host}/app:whole`, '--json', ...more], {environment: {...environment, XDG_CACHE_HOME: path.join(folder, 'cache')}});
			assert.equal(errors, '');
			return JSON.parse(output) as Report;
		};

		test('is told without a layer, and what a pull would bring', async () => {
			const {download, layers} = await report(engine.environment);
			const all = blobs[0]!.size + blobs[1]!.size + blobs[2]!.size;
			assert.deepEqual(download, {engine: all - blobs[0]!.size, cache: all});
			assert.deepEqual(layers.map(({here}) => here), [true, false, false, false].map(isThere => ({engine: isThere, blob: false, files: false})));
			assert.ok(layers.every(({size}) => size === null));
		});

		test('is null where no engine is', async () => {
			const {download, layers} = await report(withoutEngine(folder));
			assert.equal(download.engine, null);
			assert.ok(layers.every(({here}) => here.engine === null));
		});

		test('is in the cache once it was read, and that is said on the screen', async () => {
			const environment = {...engine.environment, XDG_CACHE_HOME: path.join(folder, 'cache')};
			const first = openTerminal([`registry:${registry.host}/app:whole`], {environment});
			await first.waitFor(/was here +neither in the engine nor in the cache/);
			first.type('gi');
			await first.waitFor(/shipped +[\d.]+ kB, of which [\d.]+ kB weren't in the cache[^]*pull +the engine lacks [\d.]+ kB of it/);
			await first.waitFor(/ kB in all layers/);
			first.type('q');
			await first.exited;
			const {download, layers} = await report(engine.environment);
			assert.equal(download.cache, 0);
			assert.deepEqual(layers.map(({here}) => [here.blob, here.files]), layers.map(() => [true, true]));
			const second = openTerminal([`registry:${registry.host}/app:whole`], {environment});
			await second.waitFor(/was here +in the cache/);
			second.type('[[[');
			await second.waitFor(/was here +in the engine, in the cache/);
			second.type('q');
			await second.exited;
		});
	});
}
