import assert from 'node:assert/strict';
import {afterEach, test} from 'node:test';
import type {Catalogue} from '../../source/catalogue/local-image.ts';
import {catalogueOf} from '../../source/engine/catalogue-of.ts';
import {connect} from '../../source/engine/connection.ts';
import {exchange} from '../../source/engine/get-json.ts';
import {removeAll, removeImages, type TargetResult} from '../../source/engine/remove-images.ts';
import {
	json, startFakeEngine, type FakeAnswer, type FakeEngine,
} from '../helpers/fake-engine.ts';

const id = `sha256:${'1'.repeat(64)}`;
const other = `sha256:${'2'.repeat(64)}`;
const layer = `sha256:${'3'.repeat(64)}`;
const row = {
	Id: id, RepoTags: ['app:v1'], RepoDigests: ['<none>@<none>'], Created: 1_700_000_000, Size: 500, ParentId: '', Labels: null,
};
const inspected = {
	Id: id, Os: 'linux', Architecture: 'amd64', Created: '2024-01-01T00:00:00Z', Size: 500, Config: {}, RootFS: {Type: 'layers', Layers: [layer]},
};
const {signal} = new AbortController();

let engine: FakeEngine | undefined;

afterEach(() => {
	engine?.stop();
});

async function listed(answers: Readonly<Record<string, FakeAnswer>>, version?: string): Promise<{seen: Catalogue[]; error: (Error & {kind?: string; advice?: string}) | undefined}> {
	engine?.stop();
	engine = await startFakeEngine(answers, version);
	const connection = await connect({DOCKER_HOST: engine.address});
	const seen: Catalogue[] = [];
	try {
		for await (const catalogue of catalogueOf(connection, signal)) {
			seen.push(catalogue);
		}

		return {seen, error: undefined};
	} catch (error) {
		return {seen, error: error as Error};
	} finally {
		connection.close();
	}
}

test('an engine that goes away while the list is being completed is an error, and what was told stays', async () => {
	const {seen, error} = await listed({
		'/images/json': json([row]),
		'/containers/json': json([]),
		'/json'(response) {
			response.destroy();
		},
	});
	assert.equal(seen.length, 2);
	assert.equal(seen.at(-1)!.isComplete, false);
	assert.equal(error?.kind, 'engine');
	assert.ok(error?.advice);
});

test('an engine that refuses, or answers what makes no sense, is an error', async () => {
	for (const [answer, words] of [
		[json({message: 'out of order'}, 500), /refused while the images were listed: out of order/],
		[json('text'), /not an array/],
		[json([{Id: 'x'}]), /not a digest/],
		[json({message: 'page not found'}, 404), /page not found/],
	] as const) {
		const {error} = await listed({'/images/json': answer});
		assert.match(error!.message, words);
	}
});

test('one image that the engine can\'t inspect doesn\'t hide the others', async () => {
	const {seen, error} = await listed({
		'/images/json': json([row, {...row, Id: other, RepoTags: null}]),
		'/containers/json': json([{
			Id: 'c'.repeat(64), Names: ['/a/link', '/web'], ImageID: other, State: 'paused',
		}]),
		[`${encodeURIComponent(id)}/json`]: json(inspected),
		[`${encodeURIComponent(other)}/json`]: json({message: 'broken'}, 500),
	});
	assert.equal(error, undefined);
	const {images, isComplete} = seen.at(-1)!;
	assert.ok(isComplete);
	const told = images.map(image => [image.diffIds?.length, image.unique, image.containers.map(({name, isRunning}) => [name, isRunning])]);
	assert.deepEqual(told, [[1, 500, []], [undefined, undefined, [['web', true]]]]);
});

test('a list asks for what the engine\'s version knows, and leaves attestations and absent platforms out', async () => {
	const manifest = (architecture: string, more: Record<string, unknown> = {}) => ({
		ID: other, Kind: 'image', Available: true, Descriptor: {digest: other}, ImageData: {Platform: {os: 'linux', architecture}, Size: {Unpacked: 5}}, ...more,
	});
	const {seen} = await listed({
		'/images/json': json([{
			...row,
			Descriptor: {digest: id},
			SharedSize: 0,
			Manifests: [
				manifest('amd64'),
				manifest('arm64', {ImageData: {Platform: {os: 'linux', architecture: 'arm64', variant: 'v8'}, Size: {Unpacked: 0}}}),
				manifest('s390x', {Available: false}),
				{...manifest('unknown'), Kind: 'attestation'},
			],
		}]),
		'/containers/json': json([]),
		'/json': json(inspected),
	}, '1.51');
	const [image] = seen.at(-1)!.images;
	assert.equal(seen[0]!.store, 'containerd');
	assert.deepEqual(image!.platforms.map(({architecture}) => architecture), ['amd64', 'arm64']);
	// A platform that isn't unpacked may share layers that nobody counted.
	assert.equal(image!.unique, undefined);
	assert.ok(engine!.requests.includes('GET /images/json?all=0&shared-size=1&manifests=1'));
	await listed({'/images/json': json([row]), '/containers/json': json([]), '/json': json(inspected)}, '1.41');
	assert.ok(engine!.requests.includes('GET /images/json?all=0'));
});

test('an engine that says nothing is an error after a while', async () => {
	engine = await startFakeEngine({
		'/slow'() {
			// It never answers.
		},
	});
	const connection = await connect({DOCKER_HOST: engine.address});
	await assert.rejects(exchange(connection, {path: '/slow'}, 'while nothing came', {idle: 0.05}), {kind: 'engine', message: /0.05 seconds while nothing came/});
	connection.close();
});

test('an engine that goes away during a removal is an error, and what went before is told', async () => {
	engine = await startFakeEngine({
		'/images/one': json([{Untagged: 'one:latest'}, {Deleted: id}]),
		'/images/two'(response) {
			response.destroy();
		},
	});
	const connection = await connect({DOCKER_HOST: engine.address});
	const results: TargetResult[] = [];
	await assert.rejects(async () => {
		for await (const result of removeImages(connection, {targets: ['one', 'two', 'three'], isForced: false}, signal)) {
			results.push(result);
		}
	}, {kind: 'engine', message: /broke while two was removed/});
	assert.deepEqual(results, [{
		target: 'one', untagged: ['one:latest'], deleted: [id], error: undefined,
	}]);
	assert.deepEqual(engine.requests, ['DELETE /images/one', 'DELETE /images/two']);
	connection.close();
});

test('force and noprune are only sent where they are wanted, and what is no name never', async () => {
	engine = await startFakeEngine({'/images/one': json([])});
	const connection = await connect({DOCKER_HOST: engine.address});
	await removeAll(connection, {targets: ['one'], isForced: true, isPruning: false}, signal);
	assert.deepEqual(engine.requests, ['DELETE /images/one?force=1&noprune=1']);
	for (const name of ['', '../containers/x', 'a?force=1']) {
		await assert.rejects(removeAll(connection, {targets: [name], isForced: false}, signal), {kind: 'usage'}, name);
	}

	assert.equal(engine.requests.length, 1);
	connection.close();
});

test('Podman is never sent a force, since that would remove containers', async () => {
	const asPodman = (value: unknown): FakeAnswer => response => {
		response.writeHead(200, {'Libpod-Api-Version': '4.3.1'}).end(JSON.stringify(value));
	};

	engine = await startFakeEngine({
		'/images/json': asPodman([{...row, RepoTags: ['app:v1', 'app:v2']}]),
		'/containers/json': asPodman([]),
		'/images/app%3Av1': asPodman([{Untagged: 'app:v1'}]),
		'/images/app%3Av2': asPodman([{Untagged: 'app:v2'}]),
		'/info': asPodman({}),
	}, '1.41', {'Libpod-Api-Version': '4.3.1'});
	const connection = await connect({DOCKER_HOST: engine.address});
	const {untagged} = await removeAll(connection, {targets: [id], isForced: true}, signal);
	assert.deepEqual(untagged, ['app:v1', 'app:v2']);
	assert.deepEqual(engine.requests.filter(request => request.startsWith('DELETE')), ['DELETE /images/app%3Av1', 'DELETE /images/app%3Av2']);
	connection.close();
});
