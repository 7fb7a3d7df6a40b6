import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readTableOfContents} from '../../../source/sources/toc/read-table-of-contents.ts';
import {readTocContent} from '../../../source/sources/toc/read-toc-content.ts';
import {
	entriesOf, plainContent, plainIndex, textOf,
} from '../../helpers/toc-compare.ts';
import {
	countedRanges, layerOf, writtenLayer, type TocLayer,
} from '../../helpers/toc-layer.ts';

const {signal} = new AbortController();
const estargz = ['estargz', 'estargz-chunks', 'estargz-inner', 'estargz-pax', 'estargz-lossless', 'estargz-lossless-pax'] as const;
const zstd = ['zstd-chunked', 'stargz-zstdchunked'] as const;

async function tocOf({blob, descriptor}: TocLayer) {
	const counted = countedRanges(blob);
	const toc = await readTableOfContents(descriptor, counted.ranges, signal);
	assert.ok(toc);
	return {...counted, toc};
}

for (const name of [...estargz, ...zstd]) {
	test(`the table of contents of ${name} lists what the whole layer does, entry for entry`, async () => {
		const layer = await writtenLayer(name);
		const {toc} = await tocOf(layer);
		const whole = entriesOf(await plainIndex(layer.blob));
		// The formats of stargz have whole seconds.
		const rounded = name === 'zstd-chunked' ? whole : whole.map(entry => ({...entry, mtime: Math.round(entry.mtime)}));
		assert.deepEqual(entriesOf(toc.index), rounded);
		assert.ok(toc.index.count >= 16);
	});

	test(`every content of ${name} comes from its own bytes alone`, async () => {
		const layer = await writtenLayer(name);
		const {toc} = await tocOf(layer);
		const whole = await plainIndex(layer.blob);
		for (let entry = 0; entry < whole.count; entry++) {
			const {ranges, asked} = countedRanges(layer.blob);
			const content = await textOf(readTocContent(toc, entry, ranges, signal)).catch((error: unknown) => (error as Error).name);
			const isFile = whole.typeflags[entry] === 0x30;
			assert.equal(content, isFile ? await plainContent(layer.blob, whole.offsets[entry]!) : '');
			assert.equal(asked.length, isFile && whole.sizes[entry]! > 0 ? 1 : 0);
		}
	});
}

test('the table itself is a file of an eStargz layer, unless the tar ends in front of it', async () => {
	const names = await Promise.all(estargz.map(async name => {
		const {toc} = await tocOf(await writtenLayer(name));
		return entriesOf(toc.index).map(entry => entry.name).includes('stargz.index.json');
	}));
	assert.deepEqual(names, [true, true, true, true, false, false]);
});

test('one request is enough for a small table, and for every zstd:chunked one, of which nothing else is fetched', async () => {
	for (const name of ['estargz', 'estargz-lossless-pax']) {
		const {asked} = await tocOf(await writtenLayer(name));
		assert.equal(asked.length, 1);
	}

	const {asked} = await tocOf(await writtenLayer('zstd-chunked'));
	assert.deepEqual(asked, [{start: 4805, length: 1069}]);
});

test('a changed byte of the table is refused', async () => {
	for (const name of ['estargz', 'zstd-chunked', 'stargz-zstdchunked']) {
		const {blob, descriptor} = await writtenLayer(name);
		const position = descriptor.annotations.get('io.github.containers.zstd-chunked.manifest-position') ?? descriptor.annotations.get('io.containers.zstd-chunked.manifest-position') ?? '4035:1080';
		const [start, length] = position.split(':').map(Number) as [number, number];
		for (let at = start; at < start + length; at += 7) {
			const changed = Uint8Array.from(blob);
			changed[at]! ^= 1;
			const {ranges} = countedRanges(changed);
			const toc = await readTableOfContents(descriptor, ranges, signal).catch((error: unknown) => error as Error);
			// A gzip header has bytes that nobody looks at.
			if (toc instanceof Error) {
				assert.equal(toc.name, 'TocError');
			} else {
				assert.ok(name === 'estargz' && at < start + 10);
			}
		}
	}
});

test('a changed byte of a content is refused, before any of it where it is small', async () => {
	for (const name of ['estargz', 'estargz-chunks', 'estargz-inner', 'zstd-chunked']) {
		const {blob, descriptor} = await writtenLayer(name);
		const {toc} = await tocOf({blob, descriptor});
		const [entry, {start}] = [...toc.places].find(([, {size}]) => size === 12_000)!;
		const changed = Uint8Array.from(blob);
		changed[start + 1000]! ^= 1;
		await assert.rejects(textOf(readTocContent(toc, entry, countedRanges(changed).ranges, signal)), {kind: 'unreadable'});
	}
});

test('content that comes after what was verified and given is no reason to begin again', async () => {
	const {blob, descriptor} = await writtenLayer('zstd-chunked');
	const {toc} = await tocOf({blob, descriptor});
	const [entry, {lastStart}] = [...toc.places].find(([, {size}]) => size === 12_000)!;
	const changed = Uint8Array.from(blob);
	changed[lastStart + 500]! ^= 1;
	let given = 0;
	const read = async () => {
		for await (const event of readTocContent(toc, entry, countedRanges(changed).ranges, signal)) {
			given += event.type === 'bytes' ? event.bytes.length : 0;
		}
	};

	await assert.rejects(read, {name: 'LayerscopeError', kind: 'unreadable'});
	assert.equal(given, 9000);
});

test('an annotation of another digest is refused, and without one nothing is asked for', async () => {
	const {blob, descriptor} = await writtenLayer('estargz');
	const other = layerOf(blob, {'containerd.io/snapshot/stargz/toc.digest': `sha256:${'0'.repeat(64)}`});
	await assert.rejects(tocOf(other), {name: 'TocError', message: /its digest is another/});
	const {ranges, asked} = countedRanges(blob);
	assert.equal(await readTableOfContents({...descriptor, annotations: new Map()}, ranges, signal), undefined);
	assert.deepEqual(asked, []);
});

test('both digests of a table are checked where there are two', async () => {
	const {blob, descriptor} = await writtenLayer('stargz-zstdchunked');
	const annotations = {...Object.fromEntries(descriptor.annotations), 'containerd.io/snapshot/stargz/toc.digest': `sha256:${'0'.repeat(64)}`};
	await assert.rejects(tocOf(layerOf(blob, annotations)), {name: 'TocError', message: /its digest is another/});
});

test('a blob that ends too soon is refused', async () => {
	for (const name of ['estargz', 'zstd-chunked']) {
		const {blob, descriptor} = await writtenLayer(name);
		await assert.rejects(tocOf({blob: blob.subarray(0, 4900), descriptor}), {name: 'TocError', message: /shorter than its manifest says/});
	}
});

test('who asks can stop', async () => {
	const {blob, descriptor} = await writtenLayer('estargz');
	const reason = new Error('no more is wanted');
	await assert.rejects(readTableOfContents(descriptor, countedRanges(blob).ranges, AbortSignal.abort(reason)), reason);
});
