import assert from 'node:assert/strict';
import path from 'node:path';
import process from 'node:process';
import {
	before, beforeEach, describe, test, type TestContext,
} from 'node:test';
import type {ImageChoice} from '../../../source/image/image-choice.ts';
import {ChoiceNeededError} from '../../../source/sources/choice-needed.ts';
import type {ImageSource} from '../../../source/sources/image-source.ts';
import {loadImage} from '../../../source/sources/load-image.ts';
import {openFromRegistry} from '../../helpers/from-registry.ts';
import {buildTar} from '../../helpers/image-builder.ts';
import {skipReason} from '../../helpers/programs.ts';
import {proxiedRegistry} from '../../helpers/proxied-registry.ts';
import {pushIndex, type PushedIndex} from '../../helpers/push-index.ts';
import {pushImage, pushManifest, type Descriptor} from '../../helpers/push-image.ts';
import type {RegistryProxy} from '../../helpers/registry-proxy.ts';
import type {TestRegistry} from '../../helpers/registry.ts';

const {signal} = new AbortController();
const indexType = 'application/vnd.oci.image.index.v1+json';

describe('what an index of a registry holds', {skip: skipReason(['docker-registry'], {root: false})}, () => {
	const servers = proxiedRegistry();
	let registry: TestRegistry;
	let proxy: RegistryProxy;
	let pushed: PushedIndex;
	let blobs: string;

	before(async () => {
		({registry, proxy} = servers);
		pushed = await pushIndex(registry.host, 'app', '1');
	});

	beforeEach(() => {
		blobs = path.join(servers.folder, 'cache', 'registry');
	});

	const openApp = async (context: TestContext, name = 'app:1'): Promise<ImageSource> => openFromRegistry(context, `${proxy.host}/${name}`, {blobs, platform: 'linux/arm/v7'});

	const lastOf = async (source: ImageSource): Promise<readonly ImageChoice[]> => {
		const lists = await listsOf(source);
		return lists.at(-1)!;
	};

	async function listsOf(source: ImageSource): Promise<ReadonlyArray<readonly ImageChoice[]>> {
		const lists: Array<readonly ImageChoice[]> = [];
		for await (const choices of source.choices!(signal)) {
			lists.push(choices);
		}

		return lists;
	}

	test('is told at once when it was read, without a request', async context => {
		const source = await openApp(context);
		await loadImage(source, {signal});
		const asked = proxy.requests.length;
		const {value} = await source.choices!(signal).next();
		assert.equal(proxy.requests.length, asked);
		assert.deepEqual((value as readonly ImageChoice[]).map(({kind, platform, digest, isHere}) => [kind, platform, digest, isHere]), [
			['image', 'linux/amd64', pushed.manifests['linux/amd64'], true],
			['image', 'linux/arm64', pushed.manifests['linux/arm64'], true],
			['image', 'linux/arm/v7', pushed.manifests['linux/arm/v7'], true],
			['attestation', undefined, pushed.manifests.attestation, false],
			['signature', undefined, pushed.manifests.signature, false],
		]);
	});

	test('is told again with the layers of its images, and nothing else is opened', async context => {
		const asked = proxy.requests.length;
		const whole = await lastOf(await openApp(context));
		assert.deepEqual(whole.map(({layers, layerFacts}) => [layers, layerFacts?.length]), [[2, 2], [2, 2], [3, 3], [undefined, undefined], [undefined, undefined]]);
		assert.ok(whole.slice(0, 3).every(({size, annotations, layerFacts}) => size! > 1000
			&& annotations.get('org.opencontainers.image.version') === '1'
			&& layerFacts!.every(({diffId, digest, compressedSize}) => diffId !== undefined && digest !== undefined && compressedSize! > 0)));
		// The step that all platforms share.
		assert.equal(new Set(whole.slice(0, 3).map(({layerFacts}) => layerFacts![1]!.diffId)).size, 1);
		const requests = proxy.requests.slice(asked).filter(name => name.startsWith('GET ') && name !== 'GET /v2/');
		assert.equal(requests.filter(name => name.includes('/manifests/')).length, 4);
		assert.equal(requests.filter(name => name.includes('/blobs/')).length, 3);
		assert.ok(!requests.some(name => name.includes(pushed.manifests.attestation!) || name.includes(pushed.manifests.signature!)));
	});

	test('opens each image by what its row says', async context => {
		const rows = await lastOf(await openApp(context));
		for (const {reference, platform, digest} of rows.filter(({kind}) => kind === 'image')) {
			const source = await openFromRegistry(context, `${proxy.host}/app:1`, {blobs, platform: platform!, image: reference!});
			const {image} = await loadImage(source, {signal});
			assert.equal(image.manifestDigest, digest);
		}
	});

	test('is one row where the tag names an image itself', async context => {
		await pushImage(registry.host, 'single', {architecture: 'amd64', tag: '1', layers: [await buildTar([{name: 'x', content: 'x'}])]});
		const lists = await listsOf(await openApp(context, 'single:1'));
		assert.deepEqual(lists.map(list => list.map(({platform, layers}) => [platform, layers])), [[['linux/amd64', 1]], [['linux/amd64', 1]]]);
	});

	test('names the platforms that only the configs tell, and artifacts that only the manifests do', async context => {
		const plain = async (digest: string): Promise<Descriptor> => {
			const answer = await fetch(`http://${registry.host}/v2/app/manifests/${digest}`, {headers: {Accept: 'application/vnd.oci.image.manifest.v1+json'}});
			const bytes = await answer.arrayBuffer();
			return {mediaType: answer.headers.get('content-type')!, digest, size: bytes.byteLength};
		};

		const {manifests} = pushed;
		await pushManifest(`http://${registry.host}/v2/app`, 'plain', {
			schemaVersion: 2, mediaType: indexType, manifests: await Promise.all([manifests['linux/arm64']!, manifests['linux/arm/v7']!, manifests.signature!].map(async digest => plain(digest))),
		});
		const source = await openApp(context, 'app:plain');
		const [early, whole] = await listsOf(source);
		for (const list of [early!, whole!]) {
			assert.deepEqual(list.map(({kind, platform}) => [kind, platform]), [['image', 'linux/arm64'], ['image', 'linux/arm/v7'], ['signature', undefined]]);
		}

		const {image} = await loadImage(source, {signal});
		assert.equal(image.manifestDigest, manifests['linux/arm/v7']);
	});

	test('has a row that isn\'t here for an image that the registry lists and hasn\'t', async context => {
		proxy.follow(({path: asked}) => asked.includes(pushed.manifests['linux/arm64']!) ? {status: 404} : undefined);
		const whole = await lastOf(await openApp(context));
		assert.deepEqual(whole.map(({kind, platform, isHere}) => [kind, platform, isHere]), [
			['image', 'linux/amd64', true], ['image', 'linux/arm/v7', true], ['image', 'linux/arm64', false], ['attestation', undefined, false], ['signature', undefined, false],
		]);
	});

	test('comes with what hangs beside where one has to be chosen', async context => {
		const {manifests} = pushed;
		const answer = await fetch(`http://${registry.host}/v2/app/manifests/1`, {headers: {Accept: indexType}});
		const {manifests: listed} = (await answer.json()) as {manifests: ReadonlyArray<{digest: string}>};
		const host = process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64';
		await pushManifest(`http://${registry.host}/v2/app`, 'foreign', {
			schemaVersion: 2, mediaType: indexType, manifests: [...listed.filter(({digest}) => digest !== manifests[host]), await foreign()],
		});
		const source = await openFromRegistry(context, `${proxy.host}/app:foreign`, {blobs});
		await assert.rejects(loadImage(source, {signal}), (error: unknown) => {
			assert.ok(error instanceof ChoiceNeededError);
			assert.deepEqual(error.choices.map(({kind}) => kind), ['image', 'image', 'image', 'attestation', 'signature']);
			return true;
		});
	});

	async function foreign(): Promise<unknown> {
		const {manifest} = await pushImage(registry.host, 'app', {architecture: 's390x', layers: [await buildTar([{name: 'x', content: 's390x'}])]});
		return {...manifest, platform: {os: 'linux', architecture: 's390x'}};
	}
});
