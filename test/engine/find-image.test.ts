import assert from 'node:assert/strict';
import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {
	after, before, describe, test,
} from 'node:test';
import {connect, type EngineConnection} from '../../source/engine/connection.ts';
import {imageHistory} from '../../source/engine/image-history.ts';
import type {InspectedImage} from '../../source/engine/inspect-image.ts';
import {LayerscopeError, type ErrorKind} from '../../source/errors.ts';
import type {Progress} from '../../source/progress/progress.ts';
import {factsFromEngine} from '../../source/sources/engine-facts.ts';
import {findImage, type EngineWish} from '../../source/sources/engine-image.ts';
import {buildBusybox, busyboxLayers} from '../helpers/busybox-image.ts';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';
import {pushPlatforms} from '../helpers/push-platforms.ts';
import {startRegistry, type TestRegistry} from '../helpers/registry.ts';

type Found = {readonly image: InspectedImage; readonly pull: readonly Progress[]};

describe('an image on a real engine', {skip: skipWithoutEngine('docker-registry')}, () => {
	let engine: TestEngine;
	let registry: TestRegistry;
	let connection: EngineConnection;
	let reference: string;

	before(async () => {
		[engine, registry] = await Promise.all([startEngine(), startRegistry()]);
		connection = await connect(engine.environment);
		reference = `${registry.host}/team/box:v1`;
		await buildBusybox(engine, reference);
		await engine.docker('push', '--quiet', reference);
	});

	after(async () => {
		connection?.close();
		await Promise.all([engine?.stop(), registry?.stop()]);
	});

	async function find(wish: Partial<EngineWish>, signal = new AbortController().signal): Promise<Found> {
		const pull: Progress[] = [];
		const steps = findImage(connection, {
			reference, platform: undefined, pull: 'missing', ...wish,
		}, signal);
		for (;;) {
			const {value, done} = await steps.next();
			if (done) {
				return {image: value, pull};
			}

			assert.ok(value.type === 'progress');
			pull.push(value.progress);
		}
	}

	async function refuse(wish: Partial<EngineWish>, kind: ErrorKind, words: RegExp): Promise<void> {
		await assert.rejects(find(wish), error => {
			assert.ok(error instanceof LayerscopeError, String(error));
			assert.match(error.message, words);
			assert.equal(error.kind, kind);
			assert.ok(error.advice);
			return true;
		});
	}

	test('is found without a pull, with the layers that its history made', async () => {
		const {image, pull} = await find({});
		assert.deepEqual(pull, []);
		assert.equal(image.id, await engine.docker('inspect', '--format', '{{.Id}}', reference));
		assert.deepEqual(image.document.diffIds, JSON.parse(await engine.docker('inspect', '--format', '{{json .RootFS.Layers}}', reference)));
		const facts = factsFromEngine(reference, image, await imageHistory(connection, image.id, undefined, new AbortController().signal));
		assert.equal(facts.layers.length, busyboxLayers);
		assert.deepEqual(facts.layers.map(layer => layer.instruction!.replace(/file:[\da-f]{64}/, 'FILE').slice(0, 20)), [
			'COPY FILE in /bin/bu', 'RUN /bin/busybox sh ', 'RUN mkdir -p /data/k', 'COPY FILE in /data/n', 'RUN rm /data/file &&', 'RUN chmod 4755 /bin/', 'RUN rm -rf /data/kee',
		]);
		assert.ok(facts.layers.every(layer => layer.digest === undefined));
		assert.deepEqual(facts.config.environment, ['PATH=/bin', 'GREETING=hello']);
		assert.equal(facts.config.labels.get('org.example.note'), 'für alle');
		assert.equal(facts.manifestDigest, undefined);
	});

	test('is found by its full ID, its short ID and its digest', async () => {
		const {image} = await find({});
		const digest = await engine.docker('inspect', '--format', '{{index .RepoDigests 0}}', reference);
		for (const name of [image.id, image.id.slice('sha256:'.length), image.id.slice(7, 19), digest]) {
			const found = await find({reference: name, pull: 'never'});
			assert.equal(found.image.id, image.id);
		}
	});

	test('is pulled where it is missing, with the progress of each layer', async () => {
		const {image: before} = await find({});
		await engine.docker('rmi', '--force', before.id);
		const {image, pull} = await find({});
		assert.equal(image.id, before.id);
		const last = pull.at(-1)!;
		assert.equal(last.task, 'pull');
		assert.equal(last.subject, reference);
		assert.equal(last.parts.length, busyboxLayers);
		assert.ok(last.parts.every(part => part.state === 'done' || part.state === 'here'));
		assert.ok(pull.some(({parts}) => parts.some(part => part.state === 'downloading' && part.total! > 0)));
	});

	test('is pulled again where that is always wanted, and never where it isn\'t', async () => {
		const {pull} = await find({pull: 'always'});
		assert.match(pull.at(-1)!.status!, /up to date/);
		await refuse({reference: `${registry.host}/team/other:v1`, pull: 'never'}, 'not-found', /has no image .*other:v1/);
	});

	test('is not found where neither the engine nor the registry has it', async () => {
		await refuse({reference: `${registry.host}/team/box:none`}, 'not-found', /manifest unknown/);
		await refuse({reference: `sha256:${'0'.repeat(64)}`}, 'not-found', /has no image/);
	});

	test('a registry that isn\'t there is the engine\'s error', async () => {
		await refuse({reference: '127.0.0.1:1/box'}, 'engine', /connection refused/);
	});

	test('another platform is an error where the registry has one only, which old engines give without a word', async () => {
		await refuse({platform: 'linux/arm64'}, 'not-found', /is here for linux\/amd64, not for linux\/arm64/);
		await refuse({platform: 'linux/arm64', pull: 'never'}, 'not-found', /not for linux\/arm64/);
		await refuse({platform: 'nonsense'}, 'usage', /no platform/);
	});

	test('another platform is pulled where the registry has it', async () => {
		await pushPlatforms(registry.host, 'team/multi', 'v1', ['amd64', 'arm64']);
		const {image} = await find({reference: `${registry.host}/team/multi:v1`, platform: 'linux/arm64'});
		assert.equal(image.document.platform?.architecture, 'arm64');
		const again = await find({reference: `${registry.host}/team/multi:v1`, platform: 'linux/arm64', pull: 'never'});
		assert.equal(again.image.id, image.id);
	});

	test('an abort ends the pull at once', async () => {
		const {image} = await find({});
		await engine.docker('rmi', '--force', image.id);
		const controller = new AbortController();
		const steps = findImage(connection, {reference, platform: undefined, pull: 'missing'}, controller.signal);
		await steps.next();
		controller.abort(new Error('enough'));
		await assert.rejects(async () => {
			for (;;) {
				const {done} = await steps.next();
				assert.ok(!done);
			}
		}, /enough/);
	});

	test('an image without layers has none', async () => {
		const context = path.join(engine.folder, 'empty');
		await mkdir(context);
		await writeFile(path.join(context, 'Dockerfile'), 'FROM scratch\nENV A=1\n');
		await engine.docker('build', '--quiet', '--tag', 'empty', context);
		const {image} = await find({reference: 'empty', pull: 'never'});
		assert.deepEqual(image.document.diffIds, []);
	});
});
