import assert from 'node:assert/strict';
import {afterEach, test} from 'node:test';
import {connect} from '../../source/engine/connection.ts';
import {loadImages} from '../../source/engine/load-images.ts';
import {LayerscopeError, type ErrorKind} from '../../source/errors.ts';
import {
	json, startFakeEngine, type FakeAnswer, type FakeEngine,
} from '../helpers/fake-engine.ts';

let engine: FakeEngine | undefined;

afterEach(() => {
	engine?.stop();
});

async function * archive(): AsyncGenerator<Uint8Array, void> {
	yield new Uint8Array(1000);
}

async function load(answer: FakeAnswer): Promise<{loaded: readonly string[]; said: readonly string[]}> {
	engine = await startFakeEngine({'/images/load': answer});
	const connection = await connect({DOCKER_HOST: engine.address});
	const said: string[] = [];
	try {
		const loaded = await loadImages(connection, {
			name: 'a.tar', chunks: archive(), onStatus(status) {
				said.push(status);
			},
		}, new AbortController().signal);
		return {loaded, said};
	} finally {
		connection.close();
	}
}

function lines(...messages: readonly unknown[]): FakeAnswer {
	return response => {
		response.end(messages.map(message => `${JSON.stringify(message)}\r\n`).join(''));
	};
}

async function refuses(answer: FakeAnswer, kind: ErrorKind, words: RegExp, advice: RegExp): Promise<void> {
	await assert.rejects(load(answer), error => {
		assert.ok(error instanceof LayerscopeError, String(error));
		assert.match(error.message, words);
		assert.equal(error.kind, kind);
		assert.match(error.advice ?? '', advice);
		return true;
	});
	engine?.stop();
}

test('what was loaded is told in each engine\'s words', async () => {
	const {loaded, said} = await load(lines(
		{status: 'Loading layer', id: 'e540f2c96040', progressDetail: {current: 500, total: 1000}},
		{stream: 'The image shop:1 already exists, renaming the old one with ID sha256:84 to empty string\n'},
		{stream: 'Loaded image: shop:1\n'},
		{stream: 'Loaded image ID: sha256:86182\n'},
	));
	assert.deepEqual(loaded, ['shop:1', 'sha256:86182']);
	assert.equal(said[0], 'Loading layer e540f2c96040 50 %');
	engine?.stop();
	const podman = await load(json({stream: 'Loaded image: localhost/shop:1,localhost/shop:2'}));
	assert.deepEqual(podman.loaded, ['localhost/shop:1', 'localhost/shop:2']);
});

test('an engine that loads nothing and says nothing is no success', async () => {
	await refuses(lines({}), 'unreadable', /took a\.tar without an error, but loaded no image/, /image in it/);
	await refuses(lines(), 'unreadable', /loaded no image/, /image in it/);
});

test('what an engine refuses says why and what to do', async () => {
	const inLine = (message: string) => lines({errorDetail: {message}, error: message});
	await refuses(inLine('write /layer.tar: no space left on device'), 'engine', /can't load a\.tar: write \/layer\.tar: no space left on device\./, /Free some space/);
	await refuses(inLine('Error processing tar file(exit status 1): unexpected EOF'), 'unreadable', /unexpected EOF\./, /cut off or damaged/);
	await refuses(inLine('unrecognized image format'), 'unreadable', /unrecognized image format/, /skopeo copy/);
	await refuses(inLine('open /data/tmp/docker-import-7/repositories: no such file or directory'), 'unreadable', /repositories/, /skopeo copy/);
	await refuses(inLine('something new'), 'engine', /something new\./, /log/);
	const podman = 'failed to load image: payload does not match any of the supported image formats:\n * oci: initializing source\n * docker-archive: loading';
	await refuses(json({message: podman}, 500), 'unreadable', /any of the supported image formats\.$/, /skopeo copy/);
});

test('an image that was loaded before the engine failed is no success', async () => {
	await refuses(lines({stream: 'Loaded image: shop:1\n'}, {error: 'no space left on device'}), 'engine', /no space left/, /Free/);
});

test('an engine that goes away while it loads is an error of the engine', async () => {
	await refuses(response => {
		response.write('{"stream":"Loaded image: shop:1\\n"}\r\n', () => {
			response.destroy();
		});
	}, 'engine', /connection to the engine broke while a\.tar was loaded/, /still running/);
});
