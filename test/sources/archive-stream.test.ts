import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test, type TestContext} from 'node:test';
import type {ImageFacts} from '../../source/image/image-facts.ts';
import {parsePlatform} from '../../source/image/platform.ts';
import {createIndexer} from '../../source/indexing/indexer.ts';
import {readArchiveStream, type ArchiveEntry, type ArchiveLayout} from '../../source/sources/archive-stream.ts';
import type {SourceEvent} from '../../source/sources/image-source.ts';
import {splitTar} from '../../source/sources/split-tar.ts';
import {buildImage, buildLayer, buildTar} from '../helpers/image-builder.ts';
import {dockerArchive, modernDockerArchive, type ArchiveFile} from '../helpers/image-builder-archives.ts';
import {load, open, writeArchive} from '../helpers/open-image.ts';

async function * once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	yield bytes;
}

async function * entriesOf(files: readonly ArchiveFile[], onEntry: (name: string) => void = () => undefined): AsyncGenerator<ArchiveEntry> {
	for (const {name, content, target} of files) {
		onEntry(name);
		yield {
			name, target, type: target === undefined ? 'file' : 'link', size: content?.length ?? 0, body: once(content ?? new Uint8Array(0)),
		};
	}
}

async function read(entries: AsyncIterable<ArchiveEntry>, known?: ImageFacts): Promise<{events: SourceEvent[]; layout: ArchiveLayout}> {
	const options = {
		indexer: createIndexer(), location: 'the stream', selection: {platform: undefined, image: undefined}, host: parsePlatform('linux/amd64'), known,
	};
	const reading = readArchiveStream(entries, options, new AbortController().signal);
	const events: SourceEvent[] = [];
	for (;;) {
		const next = await reading.next();
		if (next.done) {
			return {events, layout: next.value};
		}

		events.push(next.value);
	}
}

const image = buildImage([await buildLayer([{name: 'a'}]), await buildLayer([{name: 'b', content: 'b'}]), await buildLayer([{name: 'a'}])]);
const archive = dockerArchive(image);

async function knownFacts(context: TestContext): Promise<ImageFacts> {
	const {image: facts} = await load(context, await writeArchive(context, archive));
	return {...facts, reference: 'as the engine says', configText: undefined};
}

test('layers whose diffIDs are known beforehand are told before the manifest comes', async context => {
	const known = await knownFacts(context);
	const passed: string[] = [];
	const {events, layout} = await read(entriesOf(archive, name => {
		passed.push(name);
	}), known);
	const types = events.filter(event => event.type === 'layer' || event.type === 'image').map(event => event.type === 'layer' ? event.layer : 'image');
	// The same bytes are the first and the last layer: both are told at once, though the archive has only a link for one.
	assert.deepEqual(new Set(types), new Set([0, 1, 2, 'image']));
	assert.deepEqual([types.length, types.at(-1)], [4, 'image']);
	assert.equal(layout.image.reference, 'as the engine says');
	assert.ok(layout.image.configText?.startsWith('{'));
	assert.equal(layout.layerNames[0], layout.layerNames[2]);
	assert.equal(passed.length, archive.length);
});

test('without them layers come after the image, each once', async () => {
	const {events} = await read(entriesOf(archive));
	const types = events.filter(event => event.type === 'layer' || event.type === 'image').map(event => event.type === 'layer' ? event.layer : 'image');
	assert.deepEqual(types, ['image', 0, 1, 2]);
});

test('of several images the one that is known is taken', async context => {
	const other = buildImage([await buildLayer([{name: 'other'}])], {references: ['other:1']});
	const {layout} = await read(entriesOf(dockerArchive(other, image)), await knownFacts(context));
	assert.deepEqual(layout.image.layers.map(layer => layer.diffId), image.layers.map(layer => layer.diffId));
});

test('a layer that the archive lacks is told as missing', async context => {
	const {events} = await read(entriesOf(archive.filter(file => file.content !== image.layers[1]!.tar)), await knownFacts(context));
	const missing = events.find(event => event.type === 'layer' && event.layer === 1);
	assert.match(missing?.type === 'layer' ? missing.failure!.message : '', /^Layer 1 \(sha256:[\da-f]+\) is missing in the stream/);
});

test('large documents that nobody wants are let go, and the manifest still found', async () => {
	const bills = Array.from({length: 8}, (_, index): ArchiveFile => ({name: `blobs/sha256/bill${index}`, content: Buffer.from(`{"x":"${'x'.repeat(3_900_000)}"}`)}));
	const {layout} = await read(entriesOf([...bills, ...modernDockerArchive(image)]));
	assert.equal(layout.image.layers.length, 3);
});

test('a stream that is no image ends with an error', async () => {
	await assert.rejects(async () => read(entriesOf([{name: 'x', content: Buffer.from('hello')}])), {message: /^the stream is no image: it has neither/});
});

for (const size of [1, 511, 513, 10_000]) {
	test(`a tar in chunks of ${size} is split into its files`, async () => {
		const tar = await buildTar([
			{name: './a', content: 'first'},
			{name: 'dir/'},
			{name: 'dir/b', content: 'x'.repeat(2000)},
			{name: 'link', type: 'symlink', target: 'dir/../a'},
			{name: 'last'},
		]);
		async function * chunks() {
			for (let start = 0; start < tar.length; start += size) {
				yield tar.subarray(start, start + size);
			}
		}

		const found: Array<[string, string, string | undefined, string]> = [];
		for await (const entry of splitTar(chunks())) {
			const pieces: Uint8Array[] = [];
			// A body that isn't read is passed over.
			for await (const piece of entry.name === 'dir/b' ? [] : entry.body) {
				pieces.push(Uint8Array.from(piece));
			}

			found.push([entry.name, entry.type, entry.target, Buffer.concat(pieces).toString()]);
		}

		assert.deepEqual(found, [
			['a', 'file', undefined, 'first'],
			['dir', 'directory', undefined, ''],
			['dir/b', 'file', undefined, ''],
			['link', 'link', '/a', ''],
			['last', 'file', undefined, ''],
		]);
	});
}

test('the sample opens without a warning and shows what images are made of', async context => {
	const source = await open(context, './source/sources/sample-image');
	assert.equal(source.kind, 'oci');
	const {openSource} = await import('../../source/sources/open-source.ts');
	const sample = await openSource({kind: 'sample'}, {
		selection: {platform: 'windows/arm', image: 'whatever'}, pull: 'missing', spool: false, verify: false,
	});
	context.after(async () => sample.close());
	const {loadImage} = await import('../../source/sources/load-image.ts');
	const loaded = await loadImage(sample, {signal: new AbortController().signal});
	assert.equal(sample.kind, 'sample');
	assert.deepEqual(loaded.warnings, []);
	assert.ok(loaded.layers.every(layer => layer.verification === 'verified'));
	assert.ok(loaded.image.layers.length >= 6);
});
