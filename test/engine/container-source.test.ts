import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {
	after, before, describe, test,
} from 'node:test';
import {LayerscopeError} from '../../source/errors.ts';
import {changeAt} from '../../source/image/changes.ts';
import type {LoadedImage} from '../../source/image/loaded-image.ts';
import {entryName, type LayerIndex} from '../../source/image/layer-index.ts';
import {findNode} from '../../source/image/nodes.ts';
import {contentVersion, entryOf, versionAt} from '../../source/image/versions.ts';
import {openContainerSource} from '../../source/sources/container-source.ts';
import type {ContentRequest, ImageSource} from '../../source/sources/image-source.ts';
import {loadImage} from '../../source/sources/load-image.ts';
import {buildBusybox, busyboxLayers} from '../helpers/busybox-image.ts';
import type {TestEngine} from '../helpers/engine.ts';
import {engineKinds} from '../helpers/engines.ts';
import {exportedContainer, isEngineOwn, mergedTree} from '../helpers/exported-tree.ts';

const {signal} = new AbortController();
const selection = {platform: undefined, image: undefined};
const image = 'box:v1';
const top = busyboxLayers;

// Everything that a container can do to its files, and then it waits.
const work = [
	'echo changed > /data/nötig.txt',
	'rm /data/link',
	'rm -rf /data/keep && mkdir /data/keep && echo anew > /data/keep/anew',
	'mkdir -p /opt/deep && echo deep > /opt/deep/file',
	'mkdir /empty',
	'ln -s data/nötig.txt /soft',
	'mkfifo /pipe',
	'chmod 4751 /data/twin',
	'echo name > /.wh.data',
	'chmod 1777 /opt && chmod 700 /data/kind',
	'rm -rf /data/other && echo file > /data/other',
	'head -c 100000 /dev/zero > /large',
].join(' && ');

function nodeRequest({lifetimes}: LoadedImage, name: string, layer: number): ContentRequest {
	const node = findNode(lifetimes, Buffer.from(name))!;
	const version = versionAt(lifetimes, node, layer);
	const place = entryOf(lifetimes, contentVersion(lifetimes, version));
	return {layer: place.layer, offset: lifetimes.layers[place.layer]!.offsets[place.entry]!};
}

function namesIn(index: LayerIndex): string[] {
	const names = Array.from({length: index.count}, (_, entry) => new TextDecoder().decode(entryName(index, entry)));
	return names.filter(name => !isEngineOwn(name));
}

for (const {name: kind, skip, start} of engineKinds) {
	describe(`a container of ${kind}`, {skip: skip()}, () => {
		const isPodman = kind === 'Podman';
		// Podman keeps the name in full.
		const imageName = isPodman ? `docker.io/library/${image}` : image;
		let engine: TestEngine;
		let source: ImageSource;
		let loaded: LoadedImage;
		let started: string;

		before(async () => {
			engine = await start([]);
			process.env.DOCKER_HOST = engine.environment.DOCKER_HOST;
			await buildBusybox(engine, `${image}-base`);
			await buildOn(`${image}-base`, image, 'RUN mkdir /data/kind /data/other && echo kept > /data/kind/kept && echo lost > /data/other/lost');
			await engine.docker('run', '--detach', '--name', 'web', '--network', 'none', image, 'sh', '-c', `${work} && touch /ready && exec sleep 1000000`);
			await waitForFile('web', '/ready');
			started = await startOf('web');
			source = await openContainerSource('web', {selection});
			loaded = await loadImage(source, {signal});
		});

		after(async () => {
			await source?.close();
			try {
				const containers = await engine?.docker('ps', '--all', '--quiet');
				await engine?.docker('rm', '--force', ...(containers ?? '').split('\n'));
			} finally {
				await engine?.stop();
			}
		});

		async function buildOn(base: string, tag: string, step: string): Promise<void> {
			const context = path.join(engine.folder, 'step');
			await mkdir(context, {recursive: true});
			await writeFile(path.join(context, 'Dockerfile'), `FROM ${base}\n${step}\n`);
			await engine.docker('build', '--quiet', '--network', 'none', '--tag', tag, context);
		}

		async function waitForFile(container: string, path: string): Promise<void> {
			// `exec` waits for nothing, so it waits inside of the container.
			await engine.docker('exec', container, 'sh', '-c', `until [ -e ${path} ]; do sleep 0.05; done`);
		}

		async function startOf(container: string): Promise<string> {
			return engine.docker('inspect', '--format', '{{.State.StartedAt}}', container);
		}

		async function contentOf(name: string, layer: number): Promise<string> {
			const chunks: Uint8Array[] = [];
			for await (const event of source.content(nodeRequest(loaded, name, layer), signal)) {
				chunks.push(event.type === 'bytes' ? event.bytes : new Uint8Array(0));
			}

			return Buffer.concat(chunks).toString();
		}

		async function ask(name: string) {
			return source.ask!(nodeRequest(loaded, name, top + 1), signal);
		}

		function change(name: string) {
			return changeAt(loaded.lifetimes, findNode(loaded.lifetimes, Buffer.from(name))!, top + 1);
		}

		test('the image\'s layers are below, and the container\'s on top', async () => {
			const {layers, container, id, reference, history} = loaded.image;
			assert.equal(layers.length, top + 2);
			assert.equal(id, await engine.docker('inspect', '--format', '{{.Id}}', image));
			assert.equal(reference, 'container:web');
			assert.equal(container?.name, 'web');
			assert.equal(container.state, 'running');
			assert.equal(container.imageName, imageName);
			assert.equal(container.id, await engine.docker('inspect', '--format', '{{.Id}}', 'web'));
			assert.equal(layers.at(-1)!.instruction, 'container web (running)');
			assert.equal(layers.at(-1)!.diffId, undefined);
			assert.equal(history.at(-1)!.layer, top + 1);
			assert.deepEqual(loaded.layers.slice(0, -1).map(({verification}) => verification), layers.slice(0, -1).map(() => kind.includes('containerd') ? 'verified' : 'engine-store'));
		});

		test('the paths are those that the container has, and what is known of them is true', async () => {
			const exported = await exportedContainer(engine, 'web');
			const merged = mergedTree(loaded.lifetimes);
			const pathOf = (line: string) => line.replace(/ .*$/, '');
			assert.deepEqual(merged.map(line => pathOf(line)), exported.map(line => pathOf(line)));
			const known = merged.filter(line => !line.includes('undefined'));
			assert.ok(known.length > merged.length / 2);
			assert.deepEqual(known.filter(line => !exported.includes(line)), []);
		});

		test('only what the container did is a change', () => {
			for (const [name, wanted] of [
				['/data', 'unchanged'],
				['/data/nötig.txt', 'changed'],
				['/data/link', 'removed'],
				['/data/keep/new', 'removed'],
				['/data/keep/anew', 'added'],
				['/data/twin', 'changed'],
				['/bin/busybox', 'unchanged'],
				['/data/kind', 'changed'],
				['/data/kind/kept', 'unchanged'],
				['/data/other', 'changed'],
				['/data/other/lost', 'removed'],
				['/opt/deep/file', 'added'],
				['/.wh.data', 'added'],
			] as const) {
				assert.equal(change(name), wanted, name);
			}
		});

		test('a path that is asked says what it is, with everything but its owner', async () => {
			const {type, mode, size, mtime} = await ask('/large');
			assert.deepEqual([type, mode, size], ['file', 0o644, 100_000]);
			assert.equal(Math.floor(mtime), Number(await engine.docker('exec', 'web', 'stat', '-c', '%Y', '/large')));
			const kinds = ['/empty', '/pipe', '/data/twin', '/opt', '/data/other'].map(async name => {
				const facts = await ask(name);
				return `${facts.type} ${facts.mode.toString(8)}`;
			});
			assert.deepEqual(await Promise.all(kinds), ['directory 755', 'fifo 644', 'file 4751', 'directory 1777', 'file 644']);
		});

		test('a link is asked for what it says, not for where it leads', async () => {
			const {type, target, size} = await ask('/soft');
			// Podman tells only where it leads, and its tar of the path holds what is there.
			assert.deepEqual([type, new TextDecoder().decode(target), size], ['symlink', isPodman ? '/data/nötig.txt' : 'data/nötig.txt', 0]);
		});

		test('a changed file is read from the container, and from the image below it', async () => {
			assert.equal(await contentOf('/data/nötig.txt', top + 1), 'changed\n');
			assert.equal(await contentOf('/data/nötig.txt', top), 'a note\n');
			assert.equal(await contentOf('/large', top + 1), '\0'.repeat(100_000));
			assert.equal(await contentOf('/.wh.data', top + 1), 'name\n');
		});

		test('several contents are read at once, wherever they are', async () => {
			const requests = ([['/data/nötig.txt', top + 1], ['/data/nötig.txt', top], ['/opt/deep/file', top + 1]] as const).map(([name, layer]) => nodeRequest(loaded, name, layer));
			const texts = ['', '', ''];
			for await (const {request, bytes} of source.contents!(requests, signal)) {
				texts[request] += new TextDecoder().decode(bytes);
			}

			assert.deepEqual(texts, ['changed\n', 'a note\n', 'deep\n']);
		});

		test('a path that went away since then is said to be gone', async () => {
			await engine.docker('exec', 'web', 'rm', '/pipe');
			await assert.rejects(ask('/pipe'), /\/pipe isn't in the container web any more/);
			await engine.docker('exec', 'web', 'sh', '-c', 'rm /opt/deep/file && mkdir /opt/deep/file');
			await assert.rejects(contentOf('/opt/deep/file', top + 1), /is no file in the container any more, but a directory/);
		});

		test('the image is found by its ID when its name has gone to another', async () => {
			await engine.docker('tag', `${image}-base`, image);
			const opened = await openContainerSource('web', {selection});
			const {image: facts} = await loadImage(opened, {signal});
			await opened.close();
			assert.equal(facts.id, loaded.image.id);
			assert.equal(facts.container?.imageName, imageName);
		});

		test('a container that never ran has an empty layer, and one that ended keeps its own', async () => {
			await engine.docker('create', '--name', 'new', '--network', 'none', image, 'true');
			await engine.docker('run', '--name', 'ended', '--network', 'none', image, 'sh', '-c', 'echo last > /last');
			for (const [name, state, changed] of [['new', 'created', []], ['ended', 'exited', ['/last']]] as const) {
				const opened = await openContainerSource(name, {selection});
				const {image: {container}, lifetimes} = await loadImage(opened, {signal});
				await opened.close();
				assert.equal(container?.state, state);
				assert.deepEqual(namesIn(lifetimes.layers.at(-1)!), changed);
			}
		});

		test('a container that isn\'t there is not found, with those that might be meant', async () => {
			await assert.rejects(openContainerSource('wep', {selection}), (error: unknown) =>
				error instanceof LayerscopeError && error.kind === 'not-found' && error.message === 'The engine has no container wep.' && error.advice === 'Did you mean web, new?');
			await assert.rejects(openContainerSource('something', {selection}), (error: unknown) => error instanceof LayerscopeError && error.advice === 'Running are: web.');
		});

		test('a container whose image was removed by force says so', {skip: isPodman && 'Podman removes the container with it'}, async () => {
			await buildOn(image, 'short:1', 'LABEL short=lived');
			await engine.docker('create', '--name', 'orphan', '--network', 'none', 'short:1', 'true');
			await engine.docker('rmi', '--force', await engine.docker('inspect', '--format', '{{.Id}}', 'short:1'));
			const opened = await openContainerSource('orphan', {selection});
			await assert.rejects(loadImage(opened, {signal}), (error: unknown) => {
				assert.ok(error instanceof LayerscopeError);
				assert.equal(error.kind, 'not-found');
				assert.match(error.message, /image of the container orphan is gone .* short:1 when/);
				assert.match(error.advice!, /docker diff orphan/);
				return true;
			});
			await opened.close();
		});

		test('nothing was created, started or stopped', async () => {
			const states = await engine.docker('ps', '--all', '--format', '{{.Names}} {{.State}}');
			assert.deepEqual(states.split('\n').toSorted(), ['ended exited', 'new created', ...(isPodman ? [] : ['orphan created']), 'web running']);
			assert.equal(await startOf('web'), started);
		});

		test('a container that is removed while it is open is said to be gone; its image can still be read', async () => {
			await engine.docker('rm', '--force', 'web');
			await assert.rejects(ask('/large'), /The container web was removed meanwhile/);
			await assert.rejects(contentOf('/large', top + 1), (error: unknown) => error instanceof LayerscopeError && error.kind === 'not-found');
			assert.equal(await contentOf('/data/nötig.txt', top), 'a note\n');
		});
	});
}
