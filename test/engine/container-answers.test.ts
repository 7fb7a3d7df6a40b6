import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import process from 'node:process';
import {afterEach, mock, test} from 'node:test';
import {LayerscopeError, type ErrorKind} from '../../source/errors.ts';
import {changeAt} from '../../source/image/changes.ts';
import type {LoadedImage} from '../../source/image/loaded-image.ts';
import {nodePath} from '../../source/image/nodes.ts';
import {openContainerSource} from '../../source/sources/container-source.ts';
import {loadImage} from '../../source/sources/load-image.ts';
import {
	json, startFakeEngine, type FakeAnswer, type FakeEngine,
} from '../helpers/fake-engine.ts';
import {dockerArchive, tarOf} from '../helpers/image-builder-archives.ts';
import {buildImage, buildLayer, sha256} from '../helpers/image-builder.ts';

const layer = await buildLayer([
	{name: 'etc/'},
	{name: 'etc/motd', content: 'hello'},
	{name: 'empty/'},
	{name: 'srv/'},
	{name: 'srv/www/'},
	{name: 'srv/www/page', content: 'page'},
]);
const built = buildImage([layer], {references: ['site:1']});
const archive = await tarOf(dockerArchive(built));
const id = sha256(built.config);
const container = {
	Id: 'c'.repeat(64), Name: '/web', Image: id, State: {Status: 'paused'}, Config: {Image: 'site:1'},
};
const image = {
	Id: id, Os: 'linux', Architecture: 'amd64', Config: {}, RootFS: {Layers: [layer.diffId]},
};

let engine: FakeEngine | undefined;

afterEach(() => {
	engine?.stop();
});

/** What an engine says of a path: a mode as Go has it, or that nothing is there. */
function stat(modes: Readonly<Record<string, number>>): FakeAnswer {
	return (response, url) => {
		const mode = modes[new URL(url, 'http://engine').searchParams.get('path')!];
		if (mode === undefined) {
			response.writeHead(404).end();
			return;
		}

		const facts = JSON.stringify({
			name: 'x', size: 1, mode, mtime: '2026-01-02T03:04:05Z', linkTarget: '',
		});
		response.writeHead(200, {'X-Docker-Container-Path-Stat': Buffer.from(facts).toString('base64')}).end();
	};
}

type Answers = Readonly<Record<string, FakeAnswer>>;

async function load(changes: unknown, answers: Answers = {}, pingHeaders: Readonly<Record<string, string>> = {}): Promise<LoadedImage> {
	engine = await startFakeEngine({
		'/changes': json(changes),
		'/json'(response, url) {
			json(url.startsWith('/containers/') ? container : image)(response, url);
		},
		'/get'(response) {
			response.end(archive);
		},
		...answers,
	}, '1.41', pingHeaders);
	process.env.DOCKER_HOST = engine.address;
	const source = await openContainerSource('web', {selection: {platform: undefined, image: undefined}});
	try {
		return await loadImage(source, {signal: new AbortController().signal});
	} finally {
		await source.close();
	}
}

function changesOf({lifetimes}: LoadedImage): string[] {
	return Array.from({length: lifetimes.nodeCount}, (_, node) => `${changeAt(lifetimes, node, 1)} ${new TextDecoder().decode(nodePath(lifetimes, node))}`)
		.filter(line => !/^(?:unchanged|undefined) /.test(line)).toSorted();
}

function asked(): string[] {
	return engine!.requests.filter(request => request.includes('/archive')).map(request => decodeURIComponent(request).replace(/\/containers\/c+/, ''));
}

async function failure(changes: unknown, answers: Answers = {}): Promise<LayerscopeError> {
	try {
		await load(changes, answers);
	} catch (error) {
		assert.ok(error instanceof LayerscopeError, String(error));
		return error;
	}

	throw new Error('It was read');
}

function assertError(error: LayerscopeError, kind: ErrorKind, words: RegExp): void {
	assert.match(error.message, words);
	assert.equal(error.kind, kind);
	assert.ok(error.advice);
}

test('no path is asked while a container is opened, and nothing but reading is done', async () => {
	const loaded = await load([{Path: '/etc', Kind: 0}, {Path: '/etc/motd', Kind: 0}, {Path: '/new', Kind: 1}, {Path: '/srv', Kind: 0}, {Path: '/srv/www', Kind: 2}]);
	assert.deepEqual(changesOf(loaded), ['added /new', 'changed /etc/motd', 'removed /srv/www', 'removed /srv/www/page']);
	assert.deepEqual(asked(), []);
	assert.deepEqual(engine!.requests.filter(request => !/^(?:GET|HEAD) /.test(request)), []);
	assert.deepEqual(loaded.warnings, []);
});

test('a container without changes has null for them', async () => {
	assert.deepEqual(changesOf(await load(null)), []);
});

test('a changed directory in which nothing was changed is asked whether it still is one', async () => {
	const changes = [{Path: '/srv', Kind: 0}, {Path: '/empty', Kind: 0}];
	const directory = 2_147_484_141;
	assert.deepEqual(changesOf(await load(changes, {'/archive': stat({'/srv': directory, '/empty': directory})})), ['changed /empty', 'changed /srv']);
	assert.deepEqual(asked().toSorted(), ['HEAD /archive?path=/empty', 'HEAD /archive?path=/srv']);
	engine!.stop();
	assert.deepEqual(changesOf(await load(changes, {'/archive': stat({'/srv': 0o644})})), ['changed /srv', 'removed /empty', 'removed /srv/www', 'removed /srv/www/page']);
});

test('Podman is asked for directories that it says were removed: they may have been made anew', async () => {
	const answers = {'/archive': stat({'/srv': 2_147_484_141})};
	assert.deepEqual(changesOf(await load([{Path: '/srv', Kind: 2}], answers)), ['removed /srv', 'removed /srv/www', 'removed /srv/www/page']);
	assert.deepEqual(asked(), []);
	engine!.stop();
	assert.deepEqual(changesOf(await load([{Path: '/srv', Kind: 2}], answers, {'Libpod-Api-Version': '4.3.1'})), ['removed /srv/www', 'removed /srv/www/page']);
});

test('a name that the list can\'t hold is a warning, and what it really is can\'t be asked', async () => {
	const {warnings} = await load([{Path: '/caf\u{FFFD}', Kind: 1}]);
	assert.deepEqual(warnings.map(({code, layer: at, path}) => [code, at, new TextDecoder().decode(path)]), [['container-name-lost', 1, '/caf\u{FFFD}']]);
});

test('a list of changes that makes no sense is an error', async () => {
	for (const [changes, words] of [
		[5, /list of changes is not an array/],
		[[null], /A change is not an object/],
		[[{Path: '/x', Kind: 3}], /kind of a change/],
		[[{Kind: 1}], /path of a change/],
	] as const) {
		assertError(await failure(changes), 'unreadable', words);
		engine!.stop();
	}
});

test('a container that goes away before its changes are asked is said to be gone', async () => {
	assertError(await failure([], {'/changes': json({message: 'No such container: web'}, 404)}), 'not-found', /web|c+ was removed meanwhile: No such container/);
});

test('an engine that goes away, or refuses, is an error of the engine', async () => {
	const gone: FakeAnswer = response => {
		response.destroy();
	};

	assertError(await failure([], {'/changes': gone}), 'engine', /connection to the engine broke while the changes of the container/);
	engine!.stop();
	assertError(await failure([], {'/changes': json({message: 'out of order'}, 500)}), 'engine', /out of order/);
	engine!.stop();
	assertError(await failure([{Path: '/srv', Kind: 0}], {'/archive': gone}), 'engine', /while \/srv was asked/);
	engine!.stop();
	assertError(await failure([], {'/json': json({message: 'out of order'}, 500)}), 'engine', /while the container web was inspected: out of order/);
});

test('an answer of a container that makes no sense is an error', async () => {
	for (const answer of [json([]), json({...container, Image: 'x'}), json({...container, Id: 5})]) {
		assertError(await failure([], {'/json': answer}), 'unreadable', /is not/);
		engine!.stop();
	}
});

test('an image of several platforms is read for the one that the container is of', async () => {
	const platform = {os: 'linux', architecture: 'arm64'};
	const error = await failure([], {
		'/json'(response, url) {
			json(url.startsWith('/containers/') ? {...container, ImageManifestDescriptor: {platform}} : image)(response, url);
		},
	});
	assertError(error, 'not-found', /is here for linux\/amd64, not for linux\/arm64/);
});

test('a choice of platform or image is wrong usage', async () => {
	for (const [flag, selection] of [['--platform', {platform: 'linux/arm64', image: undefined}], ['--image', {platform: undefined, image: 'x'}]] as const) {
		await assert.rejects(openContainerSource('web', {selection}), (error: unknown) => error instanceof LayerscopeError && error.kind === 'usage' && error.message.startsWith(flag));
	}
});

test('an engine that says nothing is given up after 30 seconds, for its answer and in the middle of one', async () => {
	const silences: readonly FakeAnswer[] = [
		() => undefined,
		response => {
			response.write('[');
		},
	];
	for (const silence of silences) {
		mock.timers.enable({apis: ['setTimeout']});
		try {
			const error = failure([], {
				'/changes'(response, url) {
					silence(response, url);
					mock.timers.tick(30_000);
				},
			});
			assertError(await error, 'engine', /^Nothing has come from the engine for 30 seconds while the changes of the container/);
		} finally {
			mock.timers.reset();
			engine!.stop();
		}
	}
});
