import assert from 'node:assert/strict';
import process from 'node:process';
import {
	after, before, describe, test,
} from 'node:test';
import type {ImageFacts} from '../../source/image/image-facts.ts';
import {findNode} from '../../source/image/nodes.ts';
import {contentVersion, entryOf, versionAt} from '../../source/image/versions.ts';
import type {LoadedImage} from '../../source/image/loaded-image.ts';
import {openEngineSource} from '../../source/sources/engine-source.ts';
import type {ContentEvent, ImageSource, SourceEvent} from '../../source/sources/image-source.ts';
import {loadImage} from '../../source/sources/load-image.ts';
import type {OpenOptions} from '../../source/sources/open-options.ts';
import {buildBusybox, busyboxLayers} from '../helpers/busybox-image.ts';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';
import {exportedTree, mergedTree} from '../helpers/exported-tree.ts';
import {startRegistry, type TestRegistry} from '../helpers/registry.ts';

const options: OpenOptions = {
	selection: {platform: undefined, image: undefined}, pull: 'missing', spool: false, verify: false, store: false,
};
const {signal} = new AbortController();

async function eventsOf(opened: ImageSource): Promise<SourceEvent[]> {
	const events: SourceEvent[] = [];
	for await (const event of opened.read(signal)) {
		events.push(event);
	}

	return events;
}

async function contentOf(source: ImageSource, {lifetimes}: LoadedImage, path: string, layer: number): Promise<string> {
	const node = findNode(lifetimes, new TextEncoder().encode(path))!;
	const version = contentVersion(lifetimes, versionAt(lifetimes, node, layer));
	const place = entryOf(lifetimes, version);
	const decoder = new TextDecoder();
	let text = '';
	for await (const event of source.content({layer: place.layer, offset: lifetimes.layers[place.layer]!.offsets[place.entry]!}, signal)) {
		text += event.type === 'bytes' ? decoder.decode(event.bytes, {stream: true}) : '';
	}

	return text;
}

describe('an image read from a real engine', {skip: skipWithoutEngine('docker-registry')}, () => {
	let engine: TestEngine;
	let registry: TestRegistry;
	let reference: string;
	let source: ImageSource;
	let loaded: LoadedImage;

	before(async () => {
		[engine, registry] = await Promise.all([startEngine(), startRegistry()]);
		process.env.DOCKER_HOST = engine.environment.DOCKER_HOST;
		reference = `${registry.host}/box:v1`;
		await buildBusybox(engine, reference);
		await engine.docker('push', '--quiet', reference);
		source = await openEngineSource(reference, options);
		loaded = await loadImage(source, {signal});
	});

	after(async () => {
		await source?.close();
		await Promise.all([engine?.stop(), registry?.stop()]);
	});

	async function withSource<Result>(run: (opened: ImageSource) => Promise<Result>, name = reference): Promise<Result> {
		const opened = await openEngineSource(name, options);
		try {
			return await run(opened);
		} finally {
			await opened.close();
		}
	}

	test('tells its facts before its layers, and all of them at the end', async () => {
		const events = await withSource(eventsOf);
		assert.equal(events[0]!.type, 'image');
		const images = events.filter(event => event.type === 'image').map(({image}) => image);
		assert.equal(images.length, 2);
		const [early, late] = images as [ImageFacts, ImageFacts];
		assert.equal(late.id, await engine.docker('inspect', '--format', '{{.Id}}', reference));
		assert.match(late.configText!, /"os":"linux"/);
		assert.deepEqual(new Set(events.filter(event => event.type === 'layer').map(({layer}) => layer)).size, busyboxLayers);
		assert.deepEqual({
			...early, created: late.created, configText: late.configText, layers: undefined, history: undefined,
		}, {...late, layers: undefined, history: undefined});
		const told = ({layers, history}: ImageFacts) => [layers.map(({created, ...facts}) => facts), history.map(({created, ...step}) => step)];
		assert.deepEqual(told(early), told(late));
	});

	test('every layer is verified, and none has a digest that the engine can\'t know', async () => {
		assert.deepEqual(new Set(loaded.layers.map(({verification}) => verification)), new Set(['verified']));
		assert.deepEqual(loaded.layers.map(({failure}) => failure), Array.from({length: busyboxLayers}, () => undefined));
		assert.ok(loaded.image.layers.every(({digest, compressedSize}) => digest === undefined && compressedSize === undefined));
		assert.equal(loaded.image.manifestDigest, undefined);
	});

	test('the tree is what a container sees', async () => {
		const tree = mergedTree(loaded.lifetimes);
		assert.deepEqual(tree, await exportedTree(engine, reference));
		assert.ok(tree.some(text => text.startsWith('/bin/busybox file 4755 ')));
		assert.ok(tree.some(text => text.startsWith('/data/twin file ')));
	});

	test('contents are read again from the engine, those that a higher layer removed too', async () => {
		assert.equal(await contentOf(source, loaded, '/data/nötig.txt', 6), 'a note\n');
		assert.equal(await contentOf(source, loaded, '/data/twin', 6), 'a note\n');
		assert.equal(await contentOf(source, loaded, '/data/keep/new', 6), 'new\n');
		assert.equal(await contentOf(source, loaded, '/data/file', 2), 'old\n');
		assert.equal(await contentOf(source, loaded, '/data/gone/deep/two', 3), 'two\n');
	});

	test('content tells how far it is, and stops when nobody wants it any more', async () => {
		const controller = new AbortController();
		const first: ContentEvent[] = [];
		await assert.rejects(async () => {
			for await (const event of source.content({layer: 0, offset: 0}, controller.signal)) {
				first.push(event);
				controller.abort(new Error('enough'));
			}
		}, /enough/);
		assert.deepEqual(first.map(({type}) => type), ['progress']);
	});

	test('an image that is missing is pulled and read', async () => {
		await engine.docker('rmi', '--force', await engine.docker('inspect', '--format', '{{.Id}}', reference));
		const events = await withSource(eventsOf);
		const tasks = new Set(events.filter(event => event.type === 'progress').map(({progress}) => progress.task));
		assert.deepEqual(tasks, new Set(['pull', 'read']));
		assert.equal(events.filter(event => event.type === 'layer').length, busyboxLayers);
	});

	test('reading says how many bytes came, of an estimate until the end', async () => {
		const events = await withSource(eventsOf);
		const parts = events.flatMap(event => event.type === 'progress' ? event.progress.parts : []);
		assert.deepEqual(parts[0], {
			id: 'save', state: 'waiting', current: 0, total: Number(await engine.docker('inspect', '--format', '{{.Size}}', reference)), note: 'estimated',
		});
		const last = parts.at(-1)!;
		assert.equal(last.note, undefined);
		assert.equal(last.current, last.total);
	});

	test('an abort in the middle ends the reading with its reason', async () => {
		await withSource(async opened => {
			const controller = new AbortController();
			await assert.rejects(async () => {
				for await (const event of opened.read(controller.signal)) {
					if (event.type === 'image') {
						controller.abort(new Error('enough'));
					}
				}
			}, /enough/);
		});
	});

	test('a reading that is left closes its connection, so that the source can be closed', async () => {
		await withSource(async opened => {
			for await (const event of opened.read(signal)) {
				if (event.type === 'progress') {
					break;
				}
			}
		});
	});

	test('content that is asked for after a reading that was left is an error', async () => {
		await withSource(async opened => {
			for await (const event of opened.read(signal)) {
				if (event.type === 'image') {
					break;
				}
			}

			await assert.rejects(opened.content({layer: 0, offset: 0}, signal).next(), /wasn't read to its end/);
		});
	});

	test('an image is read by its short ID', async () => {
		const id = await engine.docker('inspect', '--format', '{{.Id}}', reference);
		const {image} = await withSource(async opened => loadImage(opened, {signal}), id.slice(7, 19));
		assert.equal(image.id, id);
	});

	test('nothing was made on the engine: no container is left', async () => {
		assert.equal(await engine.docker('ps', '--all', '--quiet'), '');
	});
});
