import assert from 'node:assert/strict';
import {
	readdir, readFile, writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import {
	before, beforeEach, describe, test,
} from 'node:test';
import {
	runCommand, skipWithoutEngine, startEngine, type TestEngine,
} from '../helpers/engine.ts';
import {skipWithoutEngine28, startEngine28} from '../helpers/engine-28.ts';
import {withoutEngine} from '../helpers/from-registry.ts';
import {skipReason} from '../helpers/programs.ts';
import {proxiedRegistry} from '../helpers/proxied-registry.ts';
import {noisyLayer, pushImage, type Descriptor} from '../helpers/push-image.ts';
import {pushIndex} from '../helpers/push-index.ts';
import type {RegistryProxy} from '../helpers/registry-proxy.ts';
import type {TestRegistry} from '../helpers/registry.ts';
import {runProgram, type Run} from '../helpers/run-program.ts';

type Inspected = {readonly Layers: readonly string[]; readonly Architecture: string};
type RawConfig = {readonly rootfs: {readonly diff_ids: readonly string[]}};

describe('layerscope pull --to', {skip: skipReason(['docker-registry', 'skopeo'], {root: false})}, () => {
	const servers = proxiedRegistry();
	let registry: TestRegistry;
	let proxy: RegistryProxy;
	let blobs: Descriptor[];
	let folder: string;
	let diffIds: readonly string[];

	before(async () => {
		({registry, proxy} = servers);
		const tars = await Promise.all([noisyLayer(1, 2e6), noisyLayer(2, 1e6)]);
		// One comes twice.
		({blobs} = await pushImage(registry.host, 'team/app', {tag: 'v1', layers: [...tars, tars[0]]}));
		await pushIndex(registry.host, 'multi', '1');
		({rootfs: {diff_ids: diffIds}} = JSON.parse(await runCommand('skopeo', ['inspect', '--config', '--raw', '--tls-verify=false', `docker://${registry.host}/team/app:v1`], {})) as RawConfig);
	});

	beforeEach(() => {
		({folder} = servers);
	});

	const app = () => `${proxy.host}/team/app:v1`;
	const multi = () => `${proxy.host}/multi:1`;
	const inFolder = (name: string) => path.join(folder, name);
	const pullTo = async (to: string, ...more: readonly string[]): Promise<Run> => runProgram(['pull', '--to', to, ...more], {environment: withoutEngine(folder)});
	const skopeo = async (image: string) => JSON.parse(await runCommand('skopeo', ['inspect', image], {})) as Inspected;
	const diffIdsBySkopeo = async (image: string) => (JSON.parse(await runCommand('skopeo', ['inspect', '--config', '--raw', image], {})) as RawConfig).rootfs.diff_ids;

	async function assertDone(running: Promise<Run>): Promise<void> {
		const {code, errors} = await running;
		assert.equal(errors, '');
		assert.equal(code, 0);
	}

	/** That every byte is what its digest says, skopeo proves by copying it. */
	async function assertCopied(image: string): Promise<void> {
		await runCommand('skopeo', ['copy', '--quiet', '--insecure-policy', image, `dir:${inFolder(`copy-${Date.now()}`)}`], {});
	}

	test('writes an OCI layout that skopeo reads, under its tag or the one that is given', async () => {
		await assertDone(pullTo(`oci:${inFolder('layout')}`, app()));
		const {Layers: layers} = await skopeo(`oci:${inFolder('layout')}:v1`);
		assert.deepEqual(layers, blobs.map(({digest}) => digest));
		assert.deepEqual(await diffIdsBySkopeo(`oci:${inFolder('layout')}:v1`), diffIds);
		await assertCopied(`oci:${inFolder('layout')}:v1`);
		await assertDone(pullTo(`oci:${inFolder('other')}:mine`, app()));
		await assertCopied(`oci:${inFolder('other')}:mine`);
	});

	test('adds to a layout that is there, and leaves what it holds', async () => {
		await runCommand('skopeo', ['copy', '--quiet', '--src-tls-verify=false', `docker://${registry.host}/multi:1`, `oci:${inFolder('layout')}:first`], {});
		await assertDone(pullTo(`oci:${inFolder('layout')}`, app()));
		await assertCopied(`oci:${inFolder('layout')}:first`);
		await assertCopied(`oci:${inFolder('layout')}:v1`);
		const {output} = await runProgram([`oci:${inFolder('layout')}:first`, '--json']);
		assert.equal((JSON.parse(output) as {reference: string}).reference, 'first');
	});

	test('takes the platform that is asked for', async () => {
		await assertDone(pullTo(`oci:${inFolder('layout')}`, '--platform', 'linux/arm/v7', multi()));
		const {Architecture: architecture, Layers: layers} = await skopeo(`oci:${inFolder('layout')}:1`);
		assert.deepEqual([architecture, layers.length], ['arm', 3]);
	});

	test('writes an archive that skopeo reads', async () => {
		await assertDone(pullTo(inFolder('image.tar'), app()));
		assert.deepEqual(await diffIdsBySkopeo(`docker-archive:${inFolder('image.tar')}`), diffIds);
		await assertCopied(`docker-archive:${inFolder('image.tar')}`);
	});

	for (const {name, skip, begin} of [
		{name: 'Docker 20.10', skip: skipWithoutEngine(), begin: startEngine},
		{name: 'Docker 28', skip: skipWithoutEngine28(), begin: startEngine28},
	]) {
		test(`writes an archive that ${name} loads`, {skip}, async context => {
			const engine: TestEngine = await begin();
			context.after(async () => engine.stop());
			await assertDone(pullTo(inFolder('image.tar'), app()));
			assert.match(await engine.docker('load', '--quiet', '--input', inFolder('image.tar')), /team\/app:v1/);
			const layers = await engine.docker('inspect', '--format', '{{json .RootFS.Layers}}', app());
			assert.deepEqual(JSON.parse(layers), diffIds);
		});
	}

	test('refuses a file that is there before it asks anybody, and replaces it by force', async () => {
		await writeFile(inFolder('image.tar'), 'mine');
		const asked = proxy.requests.length;
		const refused = await pullTo(inFolder('image.tar'), app());
		assert.equal(refused.code, 2);
		assert.match(refused.errors, /image\.tar is there already\./);
		assert.equal(proxy.requests.length, asked);
		assert.equal(await readFile(inFolder('image.tar'), 'utf8'), 'mine');
		await assertDone(pullTo(inFolder('image.tar'), '--force', app()));
		await assertCopied(`docker-archive:${inFolder('image.tar')}`);
	});

	test('leaves no half of anything where it is interrupted, and the next one goes on', async () => {
		proxy.follow(({path: asked}) => asked.includes(blobs[0]!.digest) ? {stallAfter: 1_500_000} : undefined);
		for (const to of [inFolder('image.tar'), `oci:${inFolder('layout')}`]) {
			const {code} = await runProgram(['pull', '--to', to, app()], {environment: withoutEngine(folder), interrupt: proxy.asked(new RegExp(`blobs/${blobs[0]!.digest}`))});
			assert.equal(code, 130);
			proxy.follow(({path: asked}) => asked.includes(blobs[0]!.digest) ? {stallAfter: 1_500_000} : undefined);
		}

		const names = await readdir(folder);
		assert.deepEqual(names.filter(name => name.startsWith('image.tar') || name.startsWith('.image')), []);
		const inLayout = await readdir(inFolder('layout')).catch((): string[] => []);
		assert.ok(!inLayout.includes('index.json'));
		proxy.follow();
		await assertDone(pullTo(inFolder('image.tar'), app()));
		await assertCopied(`docker-archive:${inFolder('image.tar')}`);
	});

	test('writes nothing of an image of which a layer can\'t be had', async () => {
		proxy.follow(({path: asked}) => asked.includes(blobs[1]!.digest) ? {status: 404} : undefined);
		const {code, errors} = await pullTo(inFolder('image.tar'), app());
		assert.notEqual(code, 0);
		assert.ok(errors.includes(blobs[1]!.digest.slice(0, 19)));
		const names = await readdir(folder);
		assert.ok(names.every(name => !name.includes('image.tar')));
	});
});
