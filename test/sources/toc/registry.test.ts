import assert from 'node:assert/strict';
import {gzipSync} from 'node:zlib';
import {
	after, before, test, type TestContext,
} from 'node:test';
import type {BlobRange} from '../../../source/registry/registry.ts';
import {loadImage} from '../../../source/sources/load-image.ts';
import {readContents} from '../../../source/sources/content-requests.ts';
import {openRegistrySource} from '../../../source/sources/registry/registry-source.ts';
import {buildTar} from '../../helpers/image-builder.ts';
import {contentOf, temporaryDirectory} from '../../helpers/open-image.ts';
import {plainRegistry} from '../../helpers/plain-registry.ts';
import {skipReason} from '../../helpers/programs.ts';
import {pushTocImage} from '../../helpers/push-toc-image.ts';
import {startRegistry, type TestRegistry} from '../../helpers/registry.ts';
import {plainContent, plainIndex} from '../../helpers/toc-compare.ts';
import {chunkedFiles, layerOf, writtenLayer} from '../../helpers/toc-layer.ts';

const skip = skipReason(['docker-registry'], {root: false});
const {signal} = new AbortController();
const many = new Map(Array.from({length: 50}, (_, number) => [`many/${number}`, `content ${number}`]));
let service: TestRegistry;

before(async () => {
	if (skip) {
		return;
	}

	service = await startRegistry();
	const plain = layerOf(gzipSync(await buildTar([{name: 'plain', content: 'plain\n'}])), {});
	await pushTocImage(service.host, 'mixed', [plain, await writtenLayer('estargz'), await writtenLayer('zstd-chunked'), chunkedFiles(many)]);
});

after(async () => service?.stop());

type Wishes = {readonly isBrief?: boolean; readonly verify?: boolean; readonly change?: (bytes: Uint8Array, range: BlobRange) => void};

/** The image out of the registry, read to its end. */
async function open(context: TestContext, {isBrief = false, verify = false, change}: Wishes = {}) {
	const registry = plainRegistry(service.host, 'mixed', change);
	const source = await openRegistrySource(`${service.host}/mixed`, {
		selection: {platform: undefined, image: undefined}, pull: 'never', spool: false, verify,
		registry: {open: async () => registry, blobs: await temporaryDirectory(context), isBrief},
	});
	context.after(async () => source.close());
	const loaded = await loadImage(source, {signal});
	const wholeOnes = () => registry.asked.filter(({range}) => range === undefined).map(({digest}) => loaded.image.layers.findIndex(layer => layer.digest === digest));
	return {
		...loaded, source, wholeOnes, asked: registry.asked,
	};
}

test('layers with a table of contents are listed without being fetched, and say so', {skip}, async context => {
	const {layers, lifetimes, wholeOnes, warnings} = await open(context);
	assert.deepEqual(layers.map(({verification}) => verification), ['verified', 'table-of-contents', 'table-of-contents', 'table-of-contents']);
	assert.deepEqual(lifetimes.layers.map(({count}) => count), [1, 18, 16, 50]);
	assert.deepEqual(wholeOnes(), [0]);
	assert.deepEqual(new Set(warnings.map(({code}) => code)), new Set(['history-missing', 'whiteout-of-nothing']));
});

test('where no layer is to be fetched, those with a table are listed all the same', {skip}, async context => {
	const {layers, wholeOnes} = await open(context, {isBrief: true});
	assert.deepEqual(layers.map(({verification, isUnread}) => isUnread ?? verification), [true, 'table-of-contents', 'table-of-contents', 'table-of-contents']);
	assert.deepEqual(wholeOnes(), []);
});

test('where every byte is to be hashed, the layers themselves are read', {skip}, async context => {
	const {layers, wholeOnes} = await open(context, {verify: true});
	assert.deepEqual(layers.map(({verification}) => verification), ['verified', 'verified', 'verified', 'verified']);
	assert.deepEqual(new Set(wholeOnes()), new Set([0, 1, 2, 3]));
});

test('a file of such a layer is read by its own bytes', {skip}, async context => {
	for (const [layer, name] of [[1, 'estargz'], [2, 'zstd-chunked']] as const) {
		const {source, asked} = await open(context);
		const {blob} = await writtenLayer(name);
		const whole = await plainIndex(blob);
		const before = asked.length;
		assert.equal(await contentOf(source, layer, 1), await plainContent(blob, whole.offsets[1]!));
		assert.equal(asked.length - before, whole.sizes[1]! > 0 ? 1 : 0);
		assert.ok(asked.slice(before).every(({range}) => range!.length! < 1000));
	}
});

test('a table whose bytes are others is no table: the layer is read instead', {skip}, async context => {
	const {layers, wholeOnes} = await open(context, {
		change(bytes) {
			// Of eStargz the end of the layer is fetched, with the table at its end.
			bytes[Math.floor(bytes.length * 0.9)]! ^= 1;
		},
	});
	assert.deepEqual(layers.map(({verification, failure}) => failure ?? verification), ['verified', 'verified', 'verified', 'verified']);
	assert.deepEqual(new Set(wholeOnes()), new Set([0, 1, 2, 3]));
});

test('a content whose bytes are others comes out of the whole layer', {skip}, async context => {
	let isChanging = false;
	const {source, wholeOnes} = await open(context, {
		change(bytes) {
			bytes[bytes.length >> 1]! ^= isChanging ? 1 : 0;
		},
	});
	isChanging = true;
	assert.equal(await contentOf(source, 3, 7), 'content 7');
	assert.deepEqual(wholeOnes(), [0, 3]);
});

test('a few contents come by their ranges, many out of the whole layer', {skip}, async context => {
	const {source, wholeOnes} = await open(context);
	const contents = async (entries: readonly number[]) => {
		const texts = entries.map(() => '');
		for await (const {request, bytes} of readContents(source, entries.map(offset => ({layer: 3, offset})), signal)) {
			texts[request] += new TextDecoder().decode(bytes);
		}

		return texts;
	};

	assert.deepEqual(await contents([9, 3]), ['content 9', 'content 3']);
	assert.deepEqual(wholeOnes(), [0]);
	const all = Array.from({length: many.size}, (_, entry) => entry);
	assert.deepEqual(await contents(all), [...many.values()]);
	assert.deepEqual(wholeOnes(), [0, 3]);
});
