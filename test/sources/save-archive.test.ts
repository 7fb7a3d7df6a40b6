import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {afterEach, test} from 'node:test';
import {connect} from '../../source/engine/connection.ts';
import {findSaved, type SavedImages} from '../../source/engine/save-images.ts';
import {LayerscopeError} from '../../source/errors.ts';
import {parsePlatform} from '../../source/image/platform.ts';
import {saveArchive} from '../../source/sources/save-archive.ts';
import {
	json, startFakeEngine, type FakeAnswer, type FakeEngine,
} from '../helpers/fake-engine.ts';
import {shopArchive} from '../helpers/shop-image.ts';
import {tarOf} from '../helpers/image-builder-archives.ts';

const inspected = (platform: string, manifests?: unknown) => ({
	Id: `sha256:${'1'.repeat(64)}`, Os: 'linux', Architecture: platform, Created: '2024-01-01T00:00:00Z', Size: 5000, Config: {}, RootFS: {Type: 'layers', Layers: []}, Manifests: manifests,
});

let engine: FakeEngine | undefined;

afterEach(() => {
	engine?.stop();
});

async function find(references: readonly string[], answers: Readonly<Record<string, FakeAnswer>>, options: {version?: string; platform?: string} = {}): Promise<SavedImages> {
	engine = await startFakeEngine(answers, options.version);
	const connection = await connect({DOCKER_HOST: engine.address});
	try {
		return await findSaved(connection, references, options.platform === undefined ? undefined : parsePlatform(options.platform), new AbortController().signal);
	} finally {
		connection.close();
	}
}

async function save(answer: FakeAnswer, images: Partial<SavedImages> = {}, version?: string): Promise<number> {
	engine = await startFakeEngine({'/images/get': answer}, version);
	const connection = await connect({DOCKER_HOST: engine.address});
	let length = 0;
	try {
		for await (const chunk of saveArchive(connection, {
			names: ['shop:1'], title: 'shop:1', platform: undefined, estimate: undefined, ...images,
		}, new AbortController().signal)) {
			length += chunk.length;
		}

		return length;
	} finally {
		connection.close();
	}
}

function bytes(content: Uint8Array): FakeAnswer {
	return response => {
		response.end(content);
	};
}

async function fails(answer: FakeAnswer, words: RegExp): Promise<void> {
	await assert.rejects(save(answer), error => {
		assert.ok(error instanceof LayerscopeError, String(error));
		assert.match(error.message, words);
		assert.equal(error.kind, 'engine');
		assert.ok(error.advice);
		return true;
	});
	engine?.stop();
}

test('several images are asked for by name, and a platform as JSON', async () => {
	const archive = await shopArchive();
	assert.equal(await save(bytes(archive), {names: ['shop:1', 'me/b&c:2'], platform: parsePlatform('linux/arm64')}, '1.48'), archive.length);
	const query = new URLSearchParams(engine!.requests[0]!.split('?')[1]);
	assert.deepEqual(query.getAll('names'), ['shop:1', 'me/b&c:2']);
	assert.deepEqual(JSON.parse(query.get('platform')!), {os: 'linux', architecture: 'arm64'});
});

test('an engine that fails in the middle of a save ends its answer well, and isn\'t believed', async () => {
	const archive = await shopArchive();
	const half = archive.subarray(0, archive.length / 2);
	const words = '{"errorDetail":{"message":"open /var/lib/docker/x: no such file"},"error":"open /var/lib/docker/x: no such file"}\r\n';
	await fails(bytes(Buffer.concat([half, Buffer.from(words)])), /^The engine's save of shop:1 isn't whole: open \/var\/lib\/docker\/x: no such file\.$/);
	await fails(bytes(half), /isn't whole: .* can't be read to its end/);
	await fails(bytes(new Uint8Array(0)), /isn't whole: .* is empty/);
	await fails(json({}), /isn't whole: .* is no image archive/);
});

test('a save that the connection cuts short is an error of the engine', async () => {
	const archive = await shopArchive();
	await fails(response => {
		response.write(archive.subarray(0, 3000), () => {
			response.destroy();
		});
	}, /connection to the engine broke while shop:1 was saved/);
});

test('a save without one of its layers is not whole', async () => {
	const archive = await tarOf([{name: 'manifest.json', content: Buffer.from('[{"Config":"blobs/sha256/a","Layers":["blobs/sha256/b"]}]')}]);
	await fails(bytes(archive), /isn't whole: It lacks blobs\/sha256\/a and 1 more\./);
});

test('a name without a tag is the latest, the beginning of an ID is its image, and a name twice is saved once', async () => {
	const answers = {'/team%2Fapp%3Alatest/json': json({}), '/app%3Alatest/json': json(inspected('amd64')), '/beef/json': json(inspected('amd64'))};
	const {names, estimate, title} = await find(['app', 'app:latest', 'beef'], answers);
	assert.deepEqual(names, ['app:latest', `sha256:${'1'.repeat(64)}`]);
	assert.equal(estimate, 10_000);
	assert.equal(title, 'app, app:latest, beef');
});

test('nothing is saved where one of the images isn\'t there, or has another platform', async () => {
	const answers = {'/app%3A1/json': json(inspected('amd64'))};
	await assert.rejects(find(['app:1', 'gone:1'], answers), {message: 'The engine has no image gone:1.', kind: 'not-found'});
	engine?.stop();
	await assert.rejects(find(['app:1'], answers, {platform: 'linux/arm64'}), {message: 'The engine has app:1 for linux/amd64, not for linux/arm64.', kind: 'not-found'});
	engine?.stop();
	await assert.rejects(find(['App:1'], answers), {kind: 'usage'});
	assert.deepEqual(engine!.requests, []);
});

test('of several platforms, those that are here count', async () => {
	const manifest = (architecture: string, isAvailable: boolean, content: number) => ({
		Kind: 'image', Available: isAvailable, Descriptor: {digest: `sha256:${'2'.repeat(64)}`}, ImageData: {Platform: {os: 'linux', architecture}}, Size: {Content: content},
	});
	const answers = {'/app%3A1/json': json(inspected('amd64', [manifest('amd64', true, 100), manifest('arm64', true, 30), manifest('s390x', false, 7)]))};
	const all = await find(['app:1'], answers, {version: '1.51'});
	assert.equal(all.estimate, 130);
	engine?.stop();
	const {estimate, platform} = await find(['app:1'], answers, {version: '1.51', platform: 'linux/arm64'});
	assert.deepEqual([estimate, platform?.architecture], [30, 'arm64']);
	engine?.stop();
	await assert.rejects(find(['app:1'], answers, {version: '1.51', platform: 'linux/s390x'}), {message: 'The engine has app:1 for linux/amd64, linux/arm64, not for linux/s390x.'});
});
