import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {
	mkdir, readdir, readFile, rm, writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {
	before, beforeEach, describe, test, type TestContext,
} from 'node:test';
import {createLayerCache} from '../../../source/cache/layer-cache.ts';
import {LayerscopeError} from '../../../source/errors.ts';
import {entryName} from '../../../source/image/layer-index.ts';
import type {LoadedImage} from '../../../source/image/loaded-image.ts';
import {ChoiceNeededError} from '../../../source/sources/choice-needed.ts';
import type {ImageSource, SourceEvent} from '../../../source/sources/image-source.ts';
import {loadImage} from '../../../source/sources/load-image.ts';
import {everyEntry} from '../../helpers/every-entry.ts';
import {
	blobsIn, openFromRegistry, pushBySkopeo,
} from '../../helpers/from-registry.ts';
import {eventsOf, open} from '../../helpers/open-image.ts';
import {skipReason} from '../../helpers/programs.ts';
import {proxiedRegistry} from '../../helpers/proxied-registry.ts';
import {noisyLayer, pushImage, type Descriptor} from '../../helpers/push-image.ts';
import {pushPlatforms} from '../../helpers/push-platforms.ts';
import {columnsOf, contentsOf} from '../../helpers/read-both.ts';
import type {RegistryProxy} from '../../helpers/registry-proxy.ts';
import type {TestRegistry} from '../../helpers/registry.ts';

const {signal} = new AbortController();
const layerRequest = /^GET .*\/blobs\//;

function offersRare(error: unknown): true {
	assert.ok(error instanceof ChoiceNeededError);
	assert.deepEqual(error.choices.map(({platform}) => platform), ['linux/s390x', 'linux/riscv64']);
	return true;
}

describe('an image of a registry', {skip: skipReason(['docker-registry', 'skopeo'], {root: false})}, () => {
	const servers = proxiedRegistry();
	let registry: TestRegistry;
	let proxy: RegistryProxy;
	let layers: Descriptor[];
	let config: string;
	let blobs: string;

	before(async () => {
		({registry, proxy} = servers);
		const tars = await Promise.all([noisyLayer(1, 3e6), noisyLayer(2, 2e6), noisyLayer(3, 1e6)]);
		const pushed = await pushImage(registry.host, 'team/app', {tag: 'v1', layers: [...tars, tars[0]]});
		layers = pushed.blobs;
		const manifest = await fetch(`http://${registry.host}/v2/team/app/manifests/v1`, {headers: {Accept: pushed.manifest.mediaType}});
		config = ((await manifest.json()) as {config: {digest: string}}).config.digest;
	});

	beforeEach(() => {
		blobs = path.join(servers.folder, 'cache', 'registry');
	});

	const app = () => `${proxy.host}/team/app:v1`;
	const fileOf = ({digest}: Descriptor) => path.join(blobs, 'blobs', 'sha256', digest.slice('sha256:'.length));
	const openApp = async (context: TestContext, more: Parameters<typeof openFromRegistry>[2] = {}): Promise<ImageSource> => openFromRegistry(context, app(), {blobs, ...more});
	const isLayer = ({path: asked}: {readonly path: string}) => asked.includes('/blobs/') && !asked.includes(config);

	async function assertNothingPartial(): Promise<void> {
		const names = await blobsIn(blobs);
		assert.deepEqual(names.filter(name => name.length !== 64), []);
	}

	function assertWhole({layers: states, lifetimes, warnings}: LoadedImage): void {
		assert.deepEqual(states.map(({verification}) => verification), ['verified', 'verified', 'verified', 'verified']);
		assert.deepEqual(lifetimes.layers.map(index => new TextDecoder().decode(entryName(index, 0))), ['noise-1', 'noise-2', 'noise-3', 'noise-1']);
		assert.deepEqual(warnings, []);
	}

	for (const compression of ['gzip', 'zstd'] as const) {
		test(`is the same as in a layout, entry for entry and byte for byte (${compression})`, async context => {
			const reference = `${registry.host}/every/entry:${compression}`;
			const folder = await pushBySkopeo(context, await everyEntry('every:1', compression), reference);
			const sources = [await openFromRegistry(context, reference, {blobs}), await open(context, `oci:${folder}`, {verify: true})];
			const [fetched, local] = await Promise.all(sources.map(async source => loadImage(source, {signal})));
			assert.deepEqual(columnsOf(fetched!), columnsOf(local!));
			assert.deepEqual(fetched!.image.layers, local!.image.layers);
			assert.deepEqual([fetched!.image.id, fetched!.image.manifestDigest, fetched!.image.configText], [local!.image.id, local!.image.manifestDigest, local!.image.configText]);
			assert.deepEqual(fetched!.layers.map(({verification}) => verification), fetched!.layers.map(() => 'verified'));
			assert.deepEqual(await contentsOf(sources[0]!, fetched!), await contentsOf(sources[1]!, local!));
		});
	}

	test('is told with both digests, sizes and instructions before any layer is asked for', async context => {
		const source = await openApp(context);
		for await (const event of source.read(signal)) {
			if (event.type === 'image') {
				assert.ok(!proxy.requests.some(name => layerRequest.test(name) && !name.includes(config)));
				assert.deepEqual(event.image.layers.map(({digest, compressedSize}) => [digest, compressedSize]), layers.map(({digest, size}) => [digest, size]));
				assert.deepEqual(event.image.layers.map(({instruction}) => instruction), [0, 1, 2, 3].map(layer => `COPY amd64 ${layer}`));
				assert.ok(event.image.layers.every(({diffId, digest}) => diffId !== undefined && diffId !== digest));
				return;
			}
		}

		assert.fail('no image was told');
	});

	test('is fetched once where a layer comes twice, with a progress for each', async context => {
		const asked = proxy.requests.length;
		const events = await eventsOf(await openApp(context));
		const requests = proxy.requests.slice(asked);
		for (const {digest} of layers) {
			assert.equal(requests.filter(name => name.startsWith('GET ') && name.includes(digest)).length, 1);
		}

		const {progress} = (events.findLast(event => event.type === 'progress')!);
		assert.deepEqual(progress.parts.map(({id, state, current, total}) => [id, state, current, total]), layers.slice(0, 3).map(({digest, size}) => [digest.slice(7, 19), 'done', size, size]));
	});

	test('that was read before needs no layer, and no more than a question for its tag', async context => {
		const cache = createLayerCache({folder: path.dirname(blobs), log: () => undefined});
		const first = await openApp(context, {cache});
		assertWhole(await loadImage(first, {signal}));
		await first.close();
		for (const layer of layers) {
			await rm(fileOf(layer), {force: true});
		}

		const asked = proxy.requests.length;
		const second = await openApp(context, {cache});
		assertWhole(await loadImage(second, {signal}));
		assert.deepEqual(proxy.requests.slice(asked).filter(name => !name.includes('HEAD') && name !== 'GET /v2/'), []);
		// A file needs its layer.
		for await (const event of second.content({layer: 1, offset: 0}, signal)) {
			assert.ok(event.type !== 'bytes' || event.bytes.length > 0);
		}

		assert.deepEqual(proxy.requests.slice(asked).filter(name => layerRequest.test(name)), [`GET /v2/team/app/blobs/${layers[1]!.digest}`]);
	});

	test('is told without its layers where only that was asked for', async context => {
		const asked = proxy.requests.length;
		const loaded = await loadImage(await openApp(context, {isBrief: true}), {signal});
		assert.deepEqual(loaded.layers.map(({isUnread, failure}) => [isUnread, failure]), layers.map(() => [true, undefined]));
		assert.ok(!proxy.requests.slice(asked).some(name => layerRequest.test(name) && !name.includes(config)));
	});

	describe('with several platforms', () => {
		before(async () => {
			await pushPlatforms(registry.host, 'team/multi', 'v1', ['arm64', 'amd64', 's390x']);
			await pushPlatforms(registry.host, 'team/rare', 'v1', ['s390x', 'riscv64']);
		});

		test('is that of this machine, or the one that was chosen', async context => {
			const host = process.arch === 'arm64' ? 'arm64' : 'amd64';
			const own = await loadImage(await openFromRegistry(context, `${registry.host}/team/multi:v1`, {blobs}), {signal});
			assert.equal(own.image.platform?.architecture, host);
			const other = await loadImage(await openFromRegistry(context, `${registry.host}/team/multi:v1`, {blobs, platform: 'linux/s390x'}), {signal});
			assert.equal(other.image.platform?.architecture, 's390x');
		});

		test('asks for the manifest of the chosen one only', async context => {
			const asked = proxy.requests.length;
			await loadImage(await openFromRegistry(context, `${proxy.host}/team/multi:v1`, {blobs, platform: 'linux/s390x'}), {signal});
			assert.equal(proxy.requests.slice(asked).filter(name => /^GET .*\/manifests\//.test(name)).length, 2);
		});

		test('has to be chosen where none is this machine\'s', async context => {
			const source = await openFromRegistry(context, `${registry.host}/team/rare:v1`, {blobs});
			await assert.rejects(eventsOf(source), offersRare);
		});

		test('names those that there are where the wanted one isn\'t', async context => {
			const source = await openFromRegistry(context, `${registry.host}/team/multi:v1`, {blobs, platform: 'windows/amd64'});
			await assert.rejects(eventsOf(source), /doesn't hold an image for windows\/amd64; it holds .*linux\/arm64/);
		});
	});

	test('goes on where the connection broke', async context => {
		let drops = 0;
		proxy.follow(request => isLayer(request) && drops++ < 3 ? {dropAfter: 400_000} : undefined);
		assertWhole(await loadImage(await openApp(context), {signal}));
		assert.ok(drops > 3);
		await assertNothingPartial();
	});

	test('is never shown or kept wrong where what an earlier run left isn\'t its beginning', async context => {
		await loadImage(await openApp(context), {signal});
		for (const layer of layers.slice(0, 3)) {
			await rm(fileOf(layer), {force: true});
		}

		await writeFile(`${fileOf(layers[0]!)}.0123abcd.partial`, new Uint8Array(1e6).fill(7));
		await writeFile(`${fileOf(layers[1]!)}.0123abcd.partial`, new Uint8Array(layers[1]!.size).fill(7));
		await writeFile(`${fileOf(layers[2]!)}.0123abcd.partial`, new Uint8Array(9e6));
		assertWhole(await loadImage(await openApp(context), {signal}));
		await assertNothingPartial();
	});

	test('is fetched anew where the disk changed it, for its files and for a content', async context => {
		const first = await openApp(context);
		const loaded = await loadImage(first, {signal});
		const right = await contentsOf(first, loaded);
		await first.close();
		const damage = async () => {
			const bytes = await readFile(fileOf(layers[1]!));
			bytes.set([bytes.at(-100)! ^ 0xFF], bytes.length - 100);
			await writeFile(fileOf(layers[1]!), bytes);
		};

		await damage();
		const second = await openApp(context);
		assertWhole(await loadImage(second, {signal}));
		await second.close();
		const cache = createLayerCache({folder: path.dirname(blobs), log: () => undefined, delay: 0});
		const third = await openApp(context, {cache});
		await loadImage(third, {signal});
		await third.close();
		await damage();
		const fourth = await openApp(context, {cache});
		assert.deepEqual(await contentsOf(fourth, await loadImage(fourth, {signal})), right);
	});

	test('names the layer that the registry hasn\'t, and shows the others', async context => {
		proxy.follow(({path: asked}) => asked.includes(layers[1]!.digest) ? {status: 404} : undefined);
		const loaded = await loadImage(await openApp(context), {signal});
		assert.deepEqual(loaded.layers.map(({failure}) => failure !== undefined), [false, true, false, false]);
		assert.match(loaded.layers[1]!.failure!.message, new RegExp(String.raw`^Layer 1 \(${layers[1]!.digest}\) isn't here: `));
		assert.deepEqual(loaded.warnings.map(({code, layer}) => [code, layer]), [['layer-missing', 1]]);
		assert.ok((loaded.lifetimes.layers[2]?.count ?? 0) > 0);
	});

	test('is read on without the layers whose fetching was stopped; the next run goes on with them', async context => {
		proxy.follow(({path: asked}) => asked.includes(layers[1]!.digest) ? {stallAfter: 1_000_000} : undefined);
		const source = await openApp(context);
		const events: SourceEvent[] = [];
		for await (const event of source.read(signal)) {
			events.push(event);
			const part = event.type === 'progress' ? event.progress.parts.find(({id}) => layers[1]!.digest.startsWith(`sha256:${id}`)) : undefined;
			if ((part?.current ?? 0) > 500_000) {
				source.stop!();
			}
		}

		const failed = events.filter(event => event.type === 'layer' && event.failure !== undefined);
		assert.ok(failed.some(event => event.type === 'layer' && event.layer === 1 && event.failure?.message.includes('fetching it was stopped')));
		await source.close();
		const names = await blobsIn(blobs);
		assert.ok(names.some(name => name.startsWith(layers[1]!.digest.slice(7)) && name.endsWith('.partial')));
		const ranges: Array<string | undefined> = [];
		proxy.follow(({path: asked, headers}) => {
			if (asked.includes(layers[1]!.digest)) {
				ranges.push(headers.range);
			}

			return undefined;
		});
		assertWhole(await loadImage(await openApp(context), {signal}));
		// All that the proxy let through may have come before the stop.
		assert.match(ranges[0] ?? '', /^bytes=(?:[5-9]\d{5}|10{6})-/);
	});

	test('may be read by several at once', async context => {
		proxy.follow(request => isLayer(request) ? {bytesPerSecond: 8e6} : undefined);
		const sources = await Promise.all([1, 2, 3].map(async () => openApp(context)));
		for (const loaded of await Promise.all(sources.map(async source => loadImage(source, {signal})))) {
			assertWhole(loaded);
		}

		await assertNothingPartial();
	});

	test('needs no folder that it may write: it takes a temporary one and removes it', async context => {
		await mkdir(path.dirname(path.dirname(blobs)), {recursive: true});
		await writeFile(path.dirname(blobs), 'no folder');
		const earlier = await readdir('/tmp');
		const source = await openApp(context);
		assertWhole(await loadImage(source, {signal}));
		await source.close();
		const now = await readdir('/tmp');
		const left = now.filter(name => /^layerscope-\w{6}$/.test(name) && !earlier.includes(name) && existsSync(`/tmp/${name}/blobs`));
		assert.deepEqual(left, []);
	});

	test('that isn\'t there, and a registry that isn\'t, are errors that say so', async context => {
		await assert.rejects(eventsOf(await openFromRegistry(context, `${registry.host}/team/none:v9`, {blobs})), (error: unknown) => error instanceof LayerscopeError && error.kind === 'not-found');
		await assert.rejects(eventsOf(await openFromRegistry(context, '127.0.0.1:1/team/app:v1', {blobs})), (error: unknown) => error instanceof LayerscopeError && error.kind === 'engine');
	});
});
