import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import process from 'node:process';
import {afterEach, test} from 'node:test';
import {pack} from 'tar-stream';
import {LayerscopeError, type ErrorKind} from '../../source/errors.ts';
import {openEngineSource} from '../../source/sources/engine-source.ts';
import type {SourceEvent} from '../../source/sources/image-source.ts';
import type {OpenOptions} from '../../source/sources/open-options.ts';
import {
	json, startFakeEngine, type FakeAnswer, type FakeEngine,
} from '../helpers/fake-engine.ts';

const id = `sha256:${'1'.repeat(64)}`;
const diffId = `sha256:${'2'.repeat(64)}`;
const inspected = {
	Id: id, Os: 'linux', Architecture: 'amd64', Created: '2024-01-01T00:00:00Z', Size: 5_000_000, Config: {Cmd: ['x']}, RootFS: {Type: 'layers', Layers: [diffId]},
};

let engine: FakeEngine | undefined;

afterEach(() => {
	engine?.stop();
});

async function read(answers: Readonly<Record<string, FakeAnswer>>, options: Partial<OpenOptions> = {}): Promise<{events: SourceEvent[]; error: unknown}> {
	engine = await startFakeEngine(answers);
	process.env.DOCKER_HOST = engine.address;
	const source = await openEngineSource('app:v1', {
		selection: {platform: undefined, image: undefined}, pull: 'missing', spool: false, verify: false, ...options,
	});
	const events: SourceEvent[] = [];
	try {
		for await (const event of source.read(new AbortController().signal)) {
			events.push(event);
		}

		return {events, error: undefined};
	} catch (error) {
		return {events, error};
	} finally {
		await source.close();
	}
}

function assertError(error: unknown, kind: ErrorKind, words: RegExp): void {
	assert.ok(error instanceof LayerscopeError, String(error));
	assert.match(error.message, words);
	assert.equal(error.kind, kind);
	assert.ok(error.advice);
}

async function halfASave(): Promise<Uint8Array> {
	const tar = pack();
	tar.entry({name: 'blob'}, new Uint8Array(100_000));
	tar.finalize();
	const chunks: Uint8Array[] = [];
	for await (const chunk of tar) {
		chunks.push(chunk as Uint8Array);
	}

	return Buffer.concat(chunks).subarray(0, 50_000);
}

test('an engine that goes away during the save is an error of the engine, and what was told stays', async () => {
	const half = await halfASave();
	const {events, error} = await read({
		'/json': json(inspected),
		'/history': json([]),
		'/get'(response) {
			response.write(half, () => {
				response.destroy();
			});
		},
	});
	assert.equal(events[0]!.type, 'image');
	assertError(error, 'engine', /connection to the engine broke while app:v1 was saved/);
});

test('a save that ends in the middle of a file is an error', async () => {
	const half = await halfASave();
	const {error} = await read({
		'/json': json(inspected),
		'/get'(response) {
			response.end(half);
		},
	});
	assertError(error, 'engine', /while app:v1 was saved/);
});

test('a save that is no tar is an error', async () => {
	const {error} = await read({
		'/json': json(inspected),
		'/get'(response) {
			response.end('<html>'.repeat(1000));
		},
	});
	assertError(error, 'engine', /while app:v1 was saved/);
});

test('a save that is empty is an error', async () => {
	const {error} = await read({
		'/json': json(inspected),
		'/get'(response) {
			response.end();
		},
	});
	assertError(error, 'unreadable', /save of app:v1 is empty/);
});

test('an image that is removed before it is saved is not found', async () => {
	const {error} = await read({'/json': json(inspected)});
	assertError(error, 'not-found', /app:v1 can't be saved: no such image/);
});

test('an engine that refuses is quoted', async () => {
	const {error} = await read({'/json': json({message: 'out of order'}, 500)});
	assertError(error, 'engine', /refused while app:v1 was inspected: out of order/);
});

test('an answer that makes no sense is an error', async () => {
	for (const [answer, words] of [[json('text'), /not an object/], [json({Id: 'x'}), /not a digest/], [json({...inspected, Config: 5}), /config.config is not an object/]] as const) {
		const {error} = await read({'/json': answer});
		assertError(error, 'unreadable', words);
		engine!.stop();
	}
});

test('a history that the engine can\'t give doesn\'t matter', async () => {
	const {events} = await read({'/json': json(inspected), '/history': json({message: 'panic'}, 500)});
	assert.equal(events[0]!.type, 'image');
});

test('a pull that ends early is no success', async () => {
	const {error} = await read({
		'/images/create'(response) {
			response.write('{"status":"Pulling from app","id":"v1"}\r\n', () => {
				response.destroy();
			});
		},
	});
	assertError(error, 'engine', /broke while app:v1 was pulled/);
});

test('a pull that ends in the middle of a line is no success', async () => {
	const {error} = await read({
		'/images/create'(response) {
			response.end('{"status":"Pulling from app","id":"v1"}\r\n{"stat');
		},
	});
	assertError(error, 'engine', /no JSON/);
});

test('a pull that ends well without an image is no success', async () => {
	const {error} = await read({'/images/create': json({status: 'Downloaded newer image'})});
	assertError(error, 'engine', /without an error, but doesn't have it/);
});

test('an error inside of a pull\'s stream is its end', async () => {
	const {events, error} = await read({
		'/images/create'(response) {
			response.end('{"status":"Pulling fs layer","id":"abc"}\r\n{"errorDetail":{"message":"toomanyrequests: wait"},"error":"toomanyrequests: wait"}\r\n');
		},
	});
	assertError(error, 'engine', /toomanyrequests: wait/);
	const last = events.at(-1);
	assert.ok(last?.type === 'progress');
	assert.deepEqual(last.progress.parts.map(({state}) => state), ['failed']);
});

test('a pull asks for one tag and the platform, and is never made where it isn\'t wanted', async () => {
	await read({}, {selection: {platform: 'linux/arm64', image: undefined}});
	assert.deepEqual(engine!.requests, ['GET /images/app%3Av1/json', 'POST /images/create?fromImage=docker.io%2Flibrary%2Fapp&tag=v1&platform=linux%2Farm64']);
	engine!.stop();
	const {error} = await read({}, {pull: 'never'});
	assert.deepEqual(engine!.requests, ['GET /images/app%3Av1/json']);
	assertError(error, 'not-found', /has no image app:v1/);
});
