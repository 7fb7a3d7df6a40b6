import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {readdir} from 'node:fs/promises';
import type {ServerResponse} from 'node:http';
import path from 'node:path';
import {
	after, before, describe, test, type TestContext,
} from 'node:test';
import {createLayerCache, type LayerCache} from '../../source/cache/layer-cache.ts';
import {openEngineSource} from '../../source/sources/engine-source.ts';
import type {ImageSource, SourceEvent} from '../../source/sources/image-source.ts';
import {buildBusybox, busyboxLayers} from '../helpers/busybox-image.ts';
import {startCountingProxy, type CountingProxy} from '../helpers/counting-proxy.ts';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';
import {json, startFakeEngine} from '../helpers/fake-engine.ts';
import {dockerArchive, tarOf} from '../helpers/image-builder-archives.ts';
import {buildImage, buildLayer, sha256} from '../helpers/image-builder.ts';
import {
	contentOf, eventsOf, open, temporaryDirectory, writeArchive,
} from '../helpers/open-image.ts';
import {outputOf, runProgram} from '../helpers/run-program.ts';

async function freshCache(context: TestContext): Promise<{readonly cache: LayerCache; readonly folder: string; readonly lines: string[]}> {
	const folder = path.join(await temporaryDirectory(context), 'layerscope');
	const lines: string[] = [];
	return {
		folder,
		lines,
		cache: createLayerCache({
			folder, log(line) {
				lines.push(line);
			},
		}),
	};
}

type Opening = {readonly host: string; readonly cache?: LayerCache; readonly verify?: boolean};

async function read<Result>(reference: string, {host, cache, verify = false}: Opening, work: (source: ImageSource) => Promise<Result>): Promise<Result> {
	const source = await openEngineSource(reference, {
		selection: {platform: undefined, image: undefined}, pull: 'never', spool: false, verify, cache, engine: {host},
	});
	try {
		return await work(source);
	} finally {
		await source.close();
	}
}

function imageOf(events: readonly SourceEvent[]) {
	return events.findLast(event => event.type === 'image')!.image;
}

/** What stays of an image when all is told, but for where it came from. */
function told(events: readonly SourceEvent[]) {
	const {isFromCache, ...image} = imageOf(events);
	return {
		image,
		warnings: events.filter(event => event.type === 'warning'),
		layers: events.filter(event => event.type === 'layer').toSorted((a, b) => a.layer - b.layer),
	};
}

describe('an image of a real engine that is opened again', {skip: skipWithoutEngine()}, () => {
	let engine: TestEngine;
	let proxy: CountingProxy;

	before(async () => {
		engine = await startEngine();
		proxy = await startCountingProxy(engine.socket);
		await buildBusybox(engine, 'box:1');
	});

	after(async () => {
		proxy?.stop();
		await engine?.stop();
	});

	const saves = () => proxy.requests.splice(0).filter(request => request.endsWith('/get')).length;

	test('asks for no save and tells the same, byte for byte', async context => {
		const {cache, lines} = await freshCache(context);
		const first = await read('box:1', {host: proxy.address, cache}, eventsOf);
		assert.equal(saves(), 1);
		const second = await read('box:1', {host: proxy.address, cache}, eventsOf);
		assert.equal(saves(), 0);
		assert.deepEqual(told(second), told(first));
		assert.deepEqual([first, second].map(events => imageOf(events).isFromCache), [undefined, true]);
		assert.equal(told(second).layers.length, busyboxLayers);
		assert.deepEqual(lines, []);
	});

	test('reads a file\'s content by a save, and only then', async context => {
		const {cache} = await freshCache(context);
		await read('box:1', {host: proxy.address, cache}, eventsOf);
		const contentAt = async (source: ImageSource) => {
			const layers = await eventsOf(source);
			const {layer, index} = layers.find(event => event.type === 'layer' && Buffer.from(event.index.names).includes('nötig.txt')) as Extract<SourceEvent, {type: 'layer'}>;
			const entry = [...index.types.keys()].find(number => index.sizes[number] === 7)!;
			return contentOf(source, layer, index.offsets[entry]!);
		};

		proxy.requests.length = 0;
		assert.equal(await read('box:1', {host: proxy.address, cache}, contentAt), 'a note\n');
		assert.equal(saves(), 1);
	});

	test('is hashed again with --verify, and read again without a cache', async context => {
		const {cache} = await freshCache(context);
		await read('box:1', {host: proxy.address, cache}, eventsOf);
		proxy.requests.length = 0;
		await read('box:1', {host: proxy.address, cache, verify: true}, eventsOf);
		assert.equal(saves(), 1);
		await read('box:1', {host: proxy.address}, eventsOf);
		assert.equal(saves(), 1);
	});

	test('gives the layers that it shares with another at once, and the rest by a save', async context => {
		const {cache} = await freshCache(context);
		await read('box:1', {host: proxy.address, cache}, eventsOf);
		const container = await engine.docker('create', 'box:1', '/bin/sh');
		await engine.docker('cp', '/etc/hostname', `${container}:/added`);
		await engine.docker('commit', container, 'box:2');
		await engine.docker('rm', container);
		proxy.requests.length = 0;
		const events = await read('box:2', {host: proxy.address, cache}, eventsOf);
		assert.equal(saves(), 1);
		assert.deepEqual(events.slice(1, 1 + busyboxLayers).map(({type}) => type), Array.from({length: busyboxLayers}, () => 'layer'));
		assert.deepEqual(told(events), told(await read('box:2', {host: proxy.address}, eventsOf)));
		proxy.requests.length = 0;
		assert.deepEqual(told(await read('box:2', {host: proxy.address, cache}, eventsOf)), told(events));
		assert.equal(saves(), 0);
	});

	test('the program prints the same, lists what it keeps, and clears it', async context => {
		const environment = {DOCKER_HOST: proxy.address, XDG_CACHE_HOME: await temporaryDirectory(context)};
		const first = await runProgram(['box:1', '--json'], {environment});
		proxy.requests.length = 0;
		const second = await runProgram(['box:1', '--json'], {environment});
		assert.equal(saves(), 0);
		assert.equal(second.output, first.output);
		const uncached = await runProgram(['box:1', '--json', '--no-cache'], {environment});
		assert.equal(saves(), 1);
		assert.equal(uncached.output, first.output);
		const listed = JSON.parse(await outputOf(['cache', '--json'], {environment})) as {layers: ReadonlyArray<{diffId: string; verification: string}>; bytes: number};
		const {layers} = JSON.parse(first.output) as {layers: ReadonlyArray<{diffId: string}>};
		assert.deepEqual(new Set(listed.layers.map(({diffId}) => diffId)), new Set(layers.map(({diffId}) => diffId)));
		assert.match(await outputOf(['cache', '--clear'], {environment}), /^Freed: \d/);
		assert.match(await outputOf(['cache'], {environment}), /^0 layers of 0 images/m);
	});
});

/** A fake engine whose image claims `diffIds`, and whose save holds other bytes or those. */
async function startLiar(context: TestContext, isLying: boolean, answer = (response: ServerResponse, tar: Uint8Array) => {
	response.end(tar);
}) {
	const honest = await buildLayer([{name: 'etc/motd', content: 'honest'}]);
	const other = await buildLayer([{name: 'etc/motd', content: 'a lie'}]);
	const image = buildImage([isLying ? {...other, diffId: honest.diffId} : honest], {references: ['app:1']});
	const tar = await tarOf(dockerArchive(image));
	const engine = await startFakeEngine({
		'/json': json({
			Id: sha256(image.config), Os: 'linux', Architecture: 'amd64', Created: '2024-05-01T12:00:00Z', Size: 1000, Config: {}, RootFS: {Type: 'layers', Layers: [honest.diffId]},
		}),
		'/history': json([]),
		'/get'(response) {
			answer(response, tar);
		},
	});
	context.after(() => {
		engine.stop();
	});
	return {engine, honest, image};
}

test('layers that don\'t hash to what the engine claims leave nothing in the cache', async context => {
	const {cache, folder} = await freshCache(context);
	const {engine, honest} = await startLiar(context, true);
	const events = await read('app:1', {host: engine.address, cache}, eventsOf);
	assert.ok(events.some(event => event.type === 'warning' && event.warning.code === 'digest-mismatch'));
	await assert.rejects(readdir(folder), {code: 'ENOENT'});
	assert.equal(await cache.layer(honest.diffId, engine.address), undefined);
});

test('a layer that was shown is kept, though the image is left before its save has ended', async context => {
	const {cache} = await freshCache(context);
	const {engine, honest} = await startLiar(context, false, (response, tar) => {
		response.write(tar.subarray(0, -1024));
	});
	await read('app:1', {host: engine.address, cache}, async source => {
		const leaving = new AbortController();
		await assert.rejects(async () => {
			for await (const event of source.read(leaving.signal)) {
				if (event.type === 'layer') {
					leaving.abort();
				}
			}
		}, {name: 'AbortError'});
	});
	const layer = await cache.layer(honest.diffId, engine.address);
	assert.equal(layer?.isHashed, true);
});

test('an engine whose save holds other bytes than the layer that is known is found out when they come', async context => {
	const {cache} = await freshCache(context);
	const [first, liar] = [await startLiar(context, false), await startLiar(context, true)];
	await read('app:1', {host: first.engine.address, cache}, eventsOf);
	const events = await read('app:1', {host: liar.engine.address, cache}, eventsOf);
	assert.deepEqual(events.filter(event => event.type === 'verification').map(({verification}) => verification), ['mismatch']);
	assert.ok(events.some(event => event.type === 'warning' && event.warning.code === 'digest-mismatch'));
});

test('an archive leaves nothing in the cache and takes nothing from it, whatever diffID it claims', async context => {
	const {engine, honest} = await startLiar(context, false);
	const directory = await temporaryDirectory(context);
	const environment = {XDG_CACHE_HOME: directory};
	const lie = await buildLayer([{name: 'etc/motd', content: 'a lie'}, {name: 'etc/more'}]);
	const archive = await writeArchive(context, dockerArchive(buildImage([{...lie, diffId: honest.diffId}])));
	await runProgram(['ls', archive, '--recursive'], {environment});
	assert.deepEqual(await readdir(directory), []);
	await runProgram(['app:1'], {environment: {...environment, DOCKER_HOST: engine.address}});
	assert.deepEqual(await readdir(directory), ['layerscope']);
	const {output} = await runProgram(['ls', archive, '--recursive'], {environment});
	assert.match(output, /more/);
	const opened = await open(context, archive);
	const events = await eventsOf(opened);
	assert.ok(events.some(event => event.type === 'verification' ? event.verification === 'mismatch' : event.type === 'layer' && event.verification === 'mismatch'));
});
