import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {
	after, before, test,
} from 'node:test';
import {setTimeout} from 'node:timers/promises';
import {build} from 'esbuild';
import {
	blobNumber, findWrong, kinds, layerNumber,
} from '../helpers/cache-writer.ts';
import {exitCodeOfChild} from '../helpers/child-exit.ts';
import {startCutEngine, type CutEngine} from '../helpers/cut-servers.ts';
import {buildImage, buildLayer} from '../helpers/image-builder.ts';
import {createRandom} from '../helpers/random-image.ts';
import {outputOf} from '../helpers/run-program.ts';
import {createLayerCache} from '../../source/cache/layer-cache.ts';
import {openBlobStore} from '../../source/cache/blob-store.ts';

const atOnce = 4;
const random = createRandom(6);
let folder: string;
let engine: CutEngine;

before(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'layerscope-killed-'));
	const entries = Array.from({length: 2000}, (_, number) => ({name: `file ${number}`}));
	engine = await startCutEngine(buildImage([await buildLayer(entries), await buildLayer([{name: 'etc/motd', content: 'hello'}, {name: '.wh.file 7'}])], {references: ['app:1']}));
});

after(async () => {
	engine?.stop();
	await rm(folder, {recursive: true, force: true, maxRetries: 5});
});

type Killing = {
	readonly environment?: Record<string, string>;
	/** Whether the moment counts from when the program says something. */
	readonly isHeard?: boolean;
	/** The latest moment, in milliseconds. */
	readonly longest: number;
};

/** Starts a program so many times in all, several at once, and kills each at a random moment; gives how many were killed. */
async function killAgainAndAgain(count: number, command: readonly string[], {environment = {}, isHeard = false, longest}: Killing): Promise<number> {
	let left = count;
	let killed = 0;
	await Promise.all(Array.from({length: atOnce}, async () => {
		while (left-- > 0) {
			const child = spawn(process.execPath, command, {stdio: ['ignore', isHeard ? 'pipe' : 'ignore', 'ignore'], env: {...process.env, ...environment}});
			const ended = exitCodeOfChild(child);
			if (isHeard) {
				await once(child.stdout!, 'data');
				child.stdout!.resume();
			}

			await setTimeout(random() * longest);
			killed += child.kill('SIGKILL') ? 1 : 0;
			await ended;
		}
	}));
	return killed;
}

test('180 writers that are killed at random moments, four at once, leave nothing wrong, and what is needed can still be kept', async () => {
	const writer = path.join(folder, 'writer.mjs');
	await build({
		entryPoints: ['test/helpers/run-cache-writer.ts'], outfile: writer, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent',
	});
	const cache = path.join(folder, 'written', 'layerscope');
	assert.equal(await killAgainAndAgain(180, [writer, cache], {isHeard: true, longest: 25}), 180);
	assert.deepEqual(await findWrong(cache), []);
	const log = (line: string) => {
		throw new Error(line);
	};

	const [layers, store] = [createLayerCache({folder: cache, log, delay: 0}), await openBlobStore({folder: path.join(cache, 'registry'), log})];
	for (let number = 0; number < kinds; number++) {
		const {diffId, index} = layerNumber(number);
		layers.keepLayer(diffId, index);
		await layers.settle();
		assert.deepEqual(await layers.layer(diffId, 'nobody'), {index, isHashed: true});
		const {digest, bytes} = blobNumber(number);
		const partial = await store.begin({digest, size: bytes.length});
		await partial.restart();
		await partial.append(bytes);
		await partial.finish();
	}

	assert.deepEqual(await findWrong(cache), []);
	await store.close();
});

const list = ['ls', 'app:1', '--recursive', '--json'];

test('20 runs of the program that are killed at random moments leave a cache that gives the right tree', async () => {
	const environment = {DOCKER_HOST: engine.engine.address, XDG_CACHE_HOME: path.join(folder, 'killed')};
	const expected = await outputOf([...list, '--no-cache'], {environment});
	assert.ok(expected.length > 10_000);
	await killAgainAndAgain(20, ['dist/cli.js', ...list], {environment, longest: 600});
	assert.equal(await outputOf(list, {environment}), expected);
	assert.equal(await outputOf(list, {environment}), expected);
});

test('eight at once that share an empty cache all print the right tree, and leave one that is right', async () => {
	const environment = {DOCKER_HOST: engine.engine.address, XDG_CACHE_HOME: path.join(folder, 'crowded')};
	const expected = await outputOf([...list, '--no-cache'], {environment});
	const outputs = await Promise.all(Array.from({length: 8}, async () => outputOf(list, {environment})));
	assert.deepEqual(outputs.map(output => output === expected), Array.from({length: 8}, () => true));
	const names = await readdir(path.join(environment.XDG_CACHE_HOME, 'layerscope'));
	assert.deepEqual(names.filter(name => !/^[\da-f]{64}\.(?:layer|image)$/.test(name)), []);
	const already = engine.engine.requests.length;
	assert.equal(await outputOf(list, {environment}), expected);
	assert.ok(!engine.engine.requests.slice(already).some(request => request.includes('/get')), 'it comes out of the cache');
});
