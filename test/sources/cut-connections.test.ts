import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {readdir} from 'node:fs/promises';
import path from 'node:path';
import {test} from 'node:test';
import {readListing} from '../../source/cache/cache-listing.ts';
import {createLayerCache, type LayerCache} from '../../source/cache/layer-cache.ts';
import {LayerscopeError} from '../../source/errors.ts';
import {typeCodes} from '../../source/image/layer-index.ts';
import {openIn} from '../../source/registry/open-registry.ts';
import {openEngineSource} from '../../source/sources/engine-source.ts';
import type {ImageSource} from '../../source/sources/image-source.ts';
import {loadImage} from '../../source/sources/load-image.ts';
import type {OpenOptions} from '../../source/sources/open-options.ts';
import {openSource} from '../../source/sources/open-source.ts';
import {cutServers} from '../helpers/cut-servers.ts';
import {buildImage, buildLayer, type BuiltImage} from '../helpers/image-builder.ts';
import {impatient} from '../helpers/impatient.ts';
import {temporaryDirectory} from '../helpers/open-image.ts';
import {columnsOf, contentsOf} from '../helpers/read-both.ts';

const {signal} = new AbortController();
const step = 64 * 1024;
const kinds = ['broken', 'ended'] as const;
let image: BuiltImage;
const servers = cutServers(async () => {
	image = buildImage([
		await buildLayer([{name: 'etc/motd', content: 'hello'}, {name: 'large', content: randomBytes(400_000)}], 'none'),
		await buildLayer([{name: 'etc/issue', content: 'more'}, {name: 'larger', content: randomBytes(500_000)}, {name: 'etc/.wh.motd'}], 'none'),
	], {references: ['app:1']});
	return image;
});

/** Each 64 KiB of what has a length. */
const places = (length: number) => Array.from({length: Math.ceil(length / step) - 1}, (_, number) => (number + 1) * step);

function assertTellsWhatToDo(error: unknown): true {
	assert.ok(error instanceof LayerscopeError, String(error));
	assert.ok(error.kind === 'engine' || error.kind === 'unreadable', error.kind);
	assert.ok(error.advice, error.message);
	return true;
}

const openOfEngine = async (cache: LayerCache, pull: OpenOptions['pull'] = 'never'): Promise<ImageSource> => openEngineSource('app:1', {
	selection: {platform: undefined, image: undefined}, pull, spool: false, verify: false, cache, engine: {host: servers.engine.engine.address},
});

async function openOfRegistry(cache: LayerCache, blobs: string): Promise<ImageSource> {
	const options: OpenOptions = {
		selection: {platform: 'linux/amd64', image: undefined}, pull: 'never', spool: false, verify: false, cache,
		registry: {open: async name => openIn(name, {insecure: [], environment: {HOME: '/nowhere'}}, impatient), blobs},
	};
	return openSource({kind: 'registry', reference: `${servers.registry.host}/team/app:1`}, options);
}

/** Reads it all: every column of every layer, and every content. */
async function whole(source: ImageSource): Promise<unknown> {
	try {
		const loaded = await loadImage(source, {signal});
		assert.deepEqual(loaded.layers.map(({failure}) => failure), [undefined, undefined]);
		return [columnsOf(loaded), await contentsOf(source, loaded)];
	} finally {
		await source.close();
	}
}

const folderOf = (directory: string) => path.join(directory, 'layerscope');
const cacheIn = (directory: string) => createLayerCache({folder: folderOf(directory), log: () => undefined, delay: 0});

for (const kind of kinds) {
	test(`a save that is ${kind} at each 64 KiB is an error that says what to do, keeps no layer but whole ones, and is right when it is asked for again`, async context => {
		servers.engine.cut = undefined;
		const expected = await whole(await openOfEngine(cacheIn(await temporaryDirectory(context))));
		for (const at of places(servers.engine.saveLength)) {
			const directory = await temporaryDirectory(context);
			servers.engine.cut = {at, kind};
			const source = await openOfEngine(cacheIn(directory));
			await assert.rejects(loadImage(source, {signal}), assertTellsWhatToDo, `cut at ${at}`);
			await source.close();
			const kept = await readListing(folderOf(directory));
			assert.deepEqual([kept.images, kept.layers.filter(({isHashed}) => !isHashed)], [0, []], `cut at ${at}`);
			servers.engine.cut = undefined;
			// With what the cut save left in the cache, and then with all of it.
			assert.deepEqual(await whole(await openOfEngine(cacheIn(directory))), expected, `cut at ${at}`);
			assert.deepEqual(await whole(await openOfEngine(cacheIn(directory))), expected, `cut at ${at}`);
		}
	});

	test(`a pull that is ${kind} at each 64 KiB is an error, and right when it is asked for again`, async context => {
		servers.engine.cut = undefined;
		const cache = cacheIn(await temporaryDirectory(context));
		const expected = await whole(await openOfEngine(cache));
		for (const at of places(servers.engine.pullLength)) {
			servers.engine.cut = {at, kind};
			const source = await openOfEngine(cache, 'always');
			await assert.rejects(loadImage(source, {signal}), assertTellsWhatToDo, `cut at ${at}`);
			await source.close();
		}

		servers.engine.cut = undefined;
		assert.deepEqual(await whole(await openOfEngine(cache, 'always')), expected);
	});

	test(`a content whose save is ${kind} at each 64 KiB is all of it or an error`, async context => {
		servers.engine.cut = undefined;
		const source = await openOfEngine(cacheIn(await temporaryDirectory(context)));
		const {lifetimes} = await loadImage(source, {signal});
		const index = lifetimes.layers[1]!;
		const entry = [...index.types.keys()].findLast(number => index.types[number] === typeCodes.file && index.sizes[number] === 500_000)!;
		for (const at of places(servers.engine.saveLength)) {
			servers.engine.cut = {at, kind};
			let length = 0;
			const reading = (async () => {
				for await (const event of source.content({layer: 1, offset: index.offsets[entry]!}, signal)) {
					length += event.type === 'bytes' ? event.bytes.length : 0;
				}
			})();
			const error: unknown = await reading.then(() => undefined, (error_: unknown) => error_);
			assert.ok(error === undefined ? length === 500_000 : assertTellsWhatToDo(error), `${length} bytes without an error, cut at ${at}`);
		}

		await source.close();
	});

	test(`blobs of a registry that are ${kind} at each 64 KiB fail alone, and the next run goes on to the right tree`, async context => {
		servers.registry.cut = undefined;
		const expected = await whole(await openOfRegistry(cacheIn(await temporaryDirectory(context)), path.join(await temporaryDirectory(context), 'registry')));
		const [directory, blobs] = [await temporaryDirectory(context), path.join(await temporaryDirectory(context), 'registry')];
		for (const at of places(image.layers[1]!.blob.length)) {
			servers.registry.cut = {at, kind};
			const source = await openOfRegistry(cacheIn(directory), blobs);
			const loaded = await loadImage(source, {signal});
			await source.close();
			const cut = image.layers.filter(({blob}) => blob.length > at);
			assert.deepEqual(loaded.layers.map(({failure}) => failure === undefined), image.layers.map(layer => !cut.includes(layer)), `cut at ${at}`);
			for (const {failure} of loaded.layers.slice(-cut.length)) {
				assertTellsWhatToDo(failure);
			}

			const names = await readdir(path.join(blobs, 'blobs', 'sha256'));
			assert.ok(!cut.some(({diffId}) => names.includes(diffId.slice(7))), `a blob that was cut at ${at} has its name`);
			const kept = await readdir(folderOf(directory)).catch((): string[] => []);
			assert.ok(!cut.some(({diffId}) => kept.includes(`${diffId.slice(7)}.layer`)), `a layer that was cut at ${at} is kept`);
		}

		servers.registry.cut = undefined;
		assert.deepEqual(await whole(await openOfRegistry(cacheIn(directory), blobs)), expected);
		assert.deepEqual(await whole(await openOfRegistry(cacheIn(directory), blobs)), expected);
	});
}
