import assert from 'node:assert/strict';
import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {
	after, afterEach, before, describe, test,
} from 'node:test';
import {connect, type EngineConnection} from '../../source/engine/connection.ts';
import {offeredPlatforms} from '../../source/engine/offered-platforms.ts';
import {pullImage} from '../../source/engine/pull-image.ts';
import {LayerscopeError, type ErrorKind} from '../../source/errors.ts';
import {formatPlatform} from '../../source/image/platform.ts';
import type {PartState, Progress} from '../../source/progress/progress.ts';
import {savedByLayersHere} from '../../source/progress/sizes.ts';
import type {TestEngine} from '../helpers/engine.ts';
import {engineKinds} from '../helpers/engines.ts';
import {noisyLayer, pushImage} from '../helpers/push-image.ts';
import {pushPlatforms} from '../helpers/push-platforms.ts';
import {
	basicLogin, startRegistryProxy, type RegistryProxy,
} from '../helpers/registry-proxy.ts';
import {startRegistry, type TestRegistry} from '../helpers/registry.ts';

type PullOptions = {readonly idle?: number; readonly signal?: AbortSignal; readonly environment?: Readonly<Record<string, string>>};

const isBlob = (request: string): boolean => request.includes('/blobs/');
const isManifest = (request: string): boolean => request.includes('/manifests/');

for (const {name, skip, start} of engineKinds) {
	describe(`a pull by ${name}`, {skip: skip('docker-registry')}, () => {
		let registry: TestRegistry;
		let proxy: RegistryProxy;
		let engine: TestEngine;
		let connection: EngineConnection;
		const isPodman = name === 'Podman';
		const isClassic = name === 'Docker with the classic store';

		before(async () => {
			registry = await startRegistry();
			proxy = await startRegistryProxy(registry.host);
			engine = await start([proxy.host]);
			connection = await connect(engine.environment);
			const [first, second, third, fourth] = await Promise.all([noisyLayer(1, 2e6), noisyLayer(2, 5e5), noisyLayer(3, 7e6), noisyLayer(4, 3e6)]);
			await pushImage(registry.host, 'team/one', {tag: 'v1', layers: [first, second, third]});
			await pushImage(registry.host, 'team/two', {tag: 'v1', layers: [first, fourth]});
			await pushImage(registry.host, 'team/many', {tag: 'v1', layers: await Promise.all([5, 6, 7, 8, 9].map(async seed => noisyLayer(seed, 5e5)))});
			await pushImage(registry.host, 'team/late', {tag: 'v1', layers: [await noisyLayer(10, 1000)]});
			await pushImage(registry.host, 'team/never', {tag: 'v1', layers: [await noisyLayer(11, 1e6)]});
			await pushImage(registry.host, 'team/stopped', {tag: 'v1', layers: [await noisyLayer(12, 1e6)]});
			await pushPlatforms(registry.host, 'team/multi', 'v1', ['amd64', 'arm64', 's390x']);
		});

		afterEach(() => {
			proxy.follow();
		});

		after(async () => {
			connection?.close();
			await engine?.stop();
			proxy?.stop();
			await registry?.stop();
		});

		async function pull(repository: string, {idle, environment = engine.environment, signal = new AbortController().signal}: PullOptions = {}): Promise<Progress[]> {
			const snapshots: Progress[] = [];
			const reference = repository.includes(':') ? repository : `${proxy.host}/team/${repository}:v1`;
			for await (const progress of pullImage(connection, {reference, platform: undefined}, signal, {environment, idle})) {
				snapshots.push(progress);
			}

			return snapshots;
		}

		async function refuse(repository: string, kind: ErrorKind, words: RegExp, options?: PullOptions): Promise<LayerscopeError> {
			const error = await pull(repository, options).then(() => undefined, (error_: unknown) => error_);
			assert.ok(error instanceof LayerscopeError, String(error));
			assert.match(error.message, words);
			assert.equal(error.kind, kind);
			assert.ok(error.advice);
			return error;
		}

		async function loginFile(user: string, password: string): Promise<Record<string, string>> {
			const folder = path.join(engine.folder, `login-${user}`);
			await mkdir(folder, {recursive: true});
			await writeFile(path.join(folder, 'config.json'), JSON.stringify({auths: {[proxy.host]: {username: user, password}}}));
			return {DOCKER_CONFIG: folder};
		}

		test('ends with every layer done, and the image is there', async () => {
			const snapshots = await pull('one');
			const last = snapshots.at(-1)!;
			assert.deepEqual(new Set(last.parts.map(({state}) => state)), new Set<PartState>(['done']));
			assert.equal(last.parts.length, isPodman ? 4 : 3);
			assert.match(await engine.docker('images', '--quiet', `${proxy.host}/team/one:v1`), /^[\da-f]{12}$/);
		});

		test('shows which layers are here already, and what that saves as far as it was seen', async () => {
			const snapshots = await pull('two');
			const last = snapshots.at(-1)!;
			const saved = savedByLayersHere(last);
			// The containerd store doesn't even list the lowest ones.
			assert.equal(saved.layers, isPodman || isClassic ? 1 : 0);
			assert.ok(saved.bytes === undefined || isPodman || saved.bytes === (isClassic ? 2_000_806 : 0));
			assert.ok(last.parts.some(({state}) => state === 'done'));
		});

		test('of an image that is all here ends well', async () => {
			const snapshots = await pull('one');
			assert.ok(snapshots.at(-1)!.parts.every(({state}) => state === 'here' || state === 'done'));
		});

		test('logs in as the docker CLI would, whatever the length of the secret', async () => {
			for (const password of ['a', 'ab', 'abc', 'pässword:>?~']) {
				proxy.follow(basicLogin('me', password));
				await pull('one', {environment: await loginFile('me', password)});
			}
		});

		test('without a login, or with a wrong one, says so and what to do', async () => {
			proxy.follow(basicLogin('me', 'secret'));
			const none = await refuse('never', 'engine', /could not be pulled: the registry wants a login \(401\): /);
			assert.equal(none.advice, `Use \`docker login ${proxy.host}\`.`);
			const wrong = await refuse('never', 'engine', /could not be pulled: the registry refused the login that is stored for it \(401\): /, {environment: await loginFile('me', 'guess')});
			assert.ok(!`${wrong.message} ${wrong.advice} ${JSON.stringify(wrong)}`.includes('guess'));
		});

		test('says why there was no login', async () => {
			proxy.follow(basicLogin('me', 'secret'));
			const folder = path.join(engine.folder, 'helper');
			await mkdir(folder);
			await writeFile(path.join(folder, 'config.json'), '{"credsStore": "nowhere"}');
			const {advice} = await refuse('never', 'engine', /wants a login/, {environment: {DOCKER_CONFIG: folder}});
			assert.equal(advice, `No login was used, since the credential helper docker-credential-nowhere failed: it isn't installed. Use \`docker login ${proxy.host}\`.`);
		});

		const refusals: ReadonlyArray<readonly [status: number, kind: ErrorKind, words: RegExp]> = [
			[403, isClassic ? 'not-found' : 'engine', isClassic ? /no such image, or keeps it from you: .*denied/ : /the registry forbids it \(403\): /],
			[404, 'not-found', /the registry has no such image \(404\): /],
			[500, 'engine', /the registry failed: /],
			// Podman goes on trying for minutes and says nothing.
			...(isPodman ? [] : [[429, 'engine', /the registry has had too many requests \(429\): /] as const]),
		];
		for (const [status, kind, words] of refusals) {
			test(`says what it is where the registry answers ${status}`, async () => {
				proxy.follow(({path: asked}) => isManifest(asked) ? {status, words: 'not for you'} : undefined);
				await refuse('never', kind, words);
			});
		}

		test('says that a registry refuses the connection', async () => {
			await refuse('127.0.0.1:1/team/one:v1', 'engine', /could not be pulled: the registry refuses the connection: .*connection refused/);
		});

		test('says what is missing where the registry fails at a layer', async () => {
			proxy.follow(({path: asked}) => isBlob(asked) ? {status: 403, words: 'not this one'} : undefined);
			await refuse('never', 'engine', /could not be pulled: /);
		});

		test('ends well where the registry drops a layer once, or when it is tried again', async () => {
			let isDropped = false;
			proxy.follow(({path: asked, method}) => {
				// The first blob may be the config, which is too small to be cut there.
				const isNow = !isDropped && method === 'GET' && isBlob(asked) && proxy.requests.filter(other => other.includes('/many/blobs/')).length > 1;
				isDropped ||= isNow;
				return isNow ? {dropAfter: 200_000} : undefined;
			});
			if (isPodman) {
				await refuse('many', 'engine', /what came from the registry was cut off or damaged: .*unexpected EOF/);
			}

			const snapshots = await pull('many');
			assert.ok(snapshots.at(-1)!.parts.every(({state}) => state === 'done' || state === 'here'));
			if (isClassic) {
				assert.ok(snapshots.some(({parts}) => parts.some(({state}) => state === 'retrying')));
			}
		});

		test('is ended where a registry says nothing, or nothing any more', async () => {
			for (const behaviour of [{isSilent: true}, {stallAfter: 100_000}] as const) {
				proxy.follow(({path: asked}) => isBlob(asked) ? behaviour : undefined);
				const {advice} = await refuse('never', 'engine', /^Nothing has come from the engine for 1 seconds while \S+never:v1 was pulled\.$/, {idle: 1});
				assert.match(advice!, /^The registry 127\.0\.0\.1:\d+ or the engine doesn't answer/);
			}
		});

		test('that is stopped ends the transfer in the engine', async () => {
			const ownBlobs = /GET .*\/stopped\/blobs\//;
			proxy.follow(({path: asked, method}) => ownBlobs.test(`${method} ${asked}`) ? {stallAfter: 100_000} : undefined);
			const controller = new AbortController();
			const pulled = pull('stopped', {signal: controller.signal});
			await proxy.asked(ownBlobs);
			controller.abort(new Error('enough'));
			await assert.rejects(pulled, /^Error: enough$/);
			await proxy.quiet(ownBlobs);
			assert.equal(await engine.docker('images', '--quiet', `${proxy.host}/team/stopped:v1`), '');
		});

		test('offers the platforms that the registry has, or says that the engine can\'t tell', async () => {
			const {signal} = new AbortController();
			const reference = `${proxy.host}/team/multi:v1`;
			const ask = async (environment = engine.environment) => offeredPlatforms(connection, reference, signal, {environment, idle: 1});
			const offer = await ask();
			if (isPodman) {
				assert.deepEqual(offer, {isKnown: false});
				return;
			}

			assert.ok(offer.isKnown);
			assert.deepEqual(offer.platforms.map(platform => formatPlatform(platform)), ['linux/amd64', 'linux/arm64', 'linux/s390x']);
			await assert.rejects(offeredPlatforms(connection, `${proxy.host}/team/none`, signal), {
				kind: 'not-found', message: /team\/none could not be looked up: the registry has no such image \(404\)/,
			});
			proxy.follow(basicLogin('me', 'secret'));
			await assert.rejects(ask(), {message: /wants a login/});
			assert.deepEqual(await ask(await loginFile('me', 'secret')), offer);
			proxy.follow(() => ({isSilent: true}));
			await assert.rejects(ask(), {message: /^Nothing has come from the engine for 1 seconds/});
		});

		test('that waits for the downloads of another isn\'t taken for a dead one', {skip: isClassic ? false : 'only the classic store lets pulls wait for one another'}, async () => {
			await engine.docker('rmi', `${proxy.host}/team/many:v1`);
			proxy.follow(({path: asked}) => asked.includes('/many/blobs/') ? {bytesPerSecond: 150_000} : undefined);
			const first = pull('many', {idle: 1});
			await proxy.asked(/GET .*\/many\/blobs\//);
			const [, second] = await Promise.all([first, pull('late', {idle: 1})]);
			assert.ok(second.some(({parts}) => parts.some(({note}) => note === 'queued')));
		});

		test('whose engine dies says so', async () => {
			proxy.follow(({path: asked}) => isBlob(asked) ? {stallAfter: 100_000} : undefined);
			const refused = refuse('never', 'engine', /^The connection to the engine broke while \S+never:v1 was pulled: /);
			await proxy.asked(/GET .*\/blobs\//);
			await engine.kill();
			await refused;
		});
	});
}
