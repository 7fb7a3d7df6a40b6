import assert from 'node:assert/strict';
import {test} from 'node:test';
import {gzipSync} from 'node:zlib';
import {readTableOfContents} from '../../../source/sources/toc/read-table-of-contents.ts';
import {readTocContent} from '../../../source/sources/toc/read-toc-content.ts';
import {bytesOf, sha256} from '../../helpers/image-builder.ts';
import {zstdFrame} from '../../helpers/image-builder-zstd.ts';
import {
	concat, file, header, tar,
} from '../../helpers/tar-bytes.ts';
import {entriesOf, textOf} from '../../helpers/toc-compare.ts';
import {
	chunkedLayer, countedRanges, layerOf, stargzLayer, type TocLayer,
} from '../../helpers/toc-layer.ts';

const {signal} = new AbortController();
const digest = sha256(bytesOf('x'));

async function read({blob, descriptor}: TocLayer) {
	return readTableOfContents(descriptor, countedRanges(blob).ranges, signal);
}

const withEntries = (...entries: readonly unknown[]) => ({version: 1, entries});
const someFile = {
	type: 'reg', name: 'a', size: 10, offset: 20, digest,
};

const chunk = (offset: number, chunkOffset: number, more: Readonly<Record<string, unknown>> = {}) => ({
	type: 'chunk', name: 'a', offset, chunkOffset, ...more,
});

const wrongTables: Readonly<Record<string, unknown>> = {
	'no object': [],
	'no version': {entries: []},
	'another version': {version: 2, entries: []},
	'entries that are none': {version: 1, entries: {}},
	'an entry that is none': withEntries(7),
	'an entry without a type': withEntries({name: 'a'}),
	'an unknown type': withEntries({type: 'socket', name: 'a'}),
	'an inherited type': withEntries({type: 'constructor', name: 'a'}),
	'an entry without a name': withEntries({type: 'dir'}),
	'a name that is no text': withEntries({type: 'dir', name: 7}),
	'a name that lost its bytes': withEntries({type: 'dir', name: 'caf\uFFFD'}),
	'a name with half a character': withEntries({type: 'dir', name: 'a\uD800'}),
	'a name with a NUL': withEntries({type: 'dir', name: 'a\0b'}),
	'a target that lost its bytes': withEntries({type: 'symlink', name: 'a', linkName: '\uFFFD'}),
	'a negative size': withEntries({type: 'reg', name: 'a', size: -1}),
	'a size with a fraction': withEntries({...someFile, size: 1.5}),
	'a size that is no number': withEntries({...someFile, size: '10'}),
	'a size beyond what a number holds': withEntries({...someFile, size: 2 ** 60}),
	'a negative mode': withEntries({type: 'dir', name: 'a', mode: -1}),
	'an owner that is no number': withEntries({type: 'dir', name: 'a', uid: 'root'}),
	'a negative offset': withEntries({...someFile, offset: -1}),
	'a file without an offset': withEntries({...someFile, offset: 0}),
	'an offset outside of the layer': withEntries({...someFile, offset: 1e9}),
	'an end outside of the layer': withEntries({...someFile, endOffset: 1e9}),
	'an end in front of the beginning': withEntries({...someFile, endOffset: 19}),
	'a negative inner offset': withEntries({...someFile, innerOffset: -5}),
	'a digest that is none': withEntries({...someFile, digest: 'sha256:../../etc'}),
	'attributes that aren\'t base64': withEntries({type: 'dir', name: 'a', xattrs: {user: '%%'}}),
	'attributes that are no texts': withEntries({type: 'dir', name: 'a', xattrs: {user: {}}}),
	'a time that is no text': withEntries({type: 'dir', name: 'a', modtime: 7}),
	'a time that is none': withEntries({type: 'dir', name: 'a', modtime: '2023-11-14'}),
	'a day that is none': withEntries({type: 'dir', name: 'a', modtime: '2023-11-44T00:00:00Z'}),
	'a chunk of nothing': withEntries(chunk(20, 0)),
	'a chunk behind a directory': withEntries(someFile, {type: 'dir', name: 'b/'}, chunk(25, 5)),
	'a chunk of another file': withEntries({...someFile, chunkSize: 5}, chunk(25, 5, {name: 'b'})),
	'a chunk that leaves a hole': withEntries({...someFile, chunkSize: 5}, chunk(25, 6)),
	'chunks that overlap': withEntries({...someFile, chunkSize: 5}, chunk(25, 4)),
	'chunks at one place': withEntries({...someFile, chunkSize: 5}, chunk(20, 5)),
	'chunks in another order': withEntries({...someFile, offset: 25, chunkSize: 5}, chunk(20, 5)),
	'chunks that are more than the file': withEntries({...someFile, chunkSize: 5}, chunk(25, 5, {chunkSize: 50})),
	'chunks that are less than the file': withEntries({...someFile, chunkSize: 5}),
	'a chunk outside of the layer': withEntries({...someFile, chunkSize: 5}, chunk(1e9, 5)),
};

for (const [what, toc] of Object.entries(wrongTables)) {
	test(`a table with ${what} is refused in both formats`, async () => {
		for (const layer of [stargzLayer(toc, {front: gzipSync(new Uint8Array(3000), {level: 0})}), chunkedLayer(toc)]) {
			await assert.rejects(read(layer), {name: 'TocError', kind: 'unreadable'});
		}
	});
}

test('a table with none of that is taken in both formats', async () => {
	const table = withEntries({...someFile, chunkSize: 5}, chunk(25, 5), {type: 'dir', name: 'b/'}, someFile);
	for (const layer of [stargzLayer(table, {front: gzipSync(new Uint8Array(3000), {level: 0})}), chunkedLayer(table)]) {
		const toc = await read(layer);
		assert.deepEqual(entriesOf(toc!.index).map(({name, size}) => [name, size]), [['a', 10], ['b/', 0], ['a', 10]]);
	}
});

test('what is no JSON is refused', async () => {
	for (const layer of [stargzLayer('{"version": 1, "entries": ['), chunkedLayer('')]) {
		await assert.rejects(read(layer), {name: 'TocError'});
	}
});

test('names are kept as they are, twice and outside of the root too, for the layer to be unpacked with', async () => {
	const table = withEntries({type: 'dir', name: '../../etc/'}, {type: 'reg', name: 'a'}, {type: 'symlink', name: 'a', linkName: '/x\u202Ey'}, {type: 'reg', name: '.wh..wh..opq'});
	for (const layer of [stargzLayer(table, {front: gzipSync(new Uint8Array(4 * 512))}), chunkedLayer(table)]) {
		const toc = await read(layer);
		assert.deepEqual(entriesOf(toc!.index).slice(0, 4).map(({name, target}) => [name, target]), [['../../etc/', ''], ['a', ''], ['a', '/x\u202Ey'], ['.wh..wh..opq', '']]);
	}
});

test('times are those of a tar: to the microsecond, before the epoch too, and 0 where none was set', async () => {
	const times = ['', '0001-01-01T00:00:00Z', '2023-11-14T22:13:20.123456789+02:00', '1969-12-31T23:59:55.25Z'];
	const layer = chunkedLayer(withEntries(...times.map(modtime => ({type: 'dir', name: 'a', modtime}))));
	const toc = await read(layer);
	assert.deepEqual([...toc!.index.mtimes], [0, 0, 1_699_992_800.123_456, -4.75]);
});

test('a footer of stargz, before eStargz, is read too', async () => {
	const toc = await read(stargzLayer(withEntries(), {footer: 'legacy'}));
	assert.deepEqual(entriesOf(toc!.index).map(({name, mode, size}) => [name, mode, size]), [['stargz.index.json', 0, 26]]);
});

test('a layer whose table is in another image has none', async () => {
	assert.equal(await read(stargzLayer(withEntries(), {footer: 'external'})), undefined);
});

test('footers that lead elsewhere are refused', async () => {
	for (const position of ['ffffffffffffffff', '0000000000000000', '0000000000000005', '00000000ffffffff', '0000000000100000']) {
		await assert.rejects(read(stargzLayer(withEntries(), {position})), {name: 'TocError', message: /outside of the layer/});
	}

	await assert.rejects(read(stargzLayer(withEntries(), {position: '0000000000000009'})), {name: 'TocError', message: /damaged/});
	await assert.rejects(read(stargzLayer(withEntries(), {footer: 'none'})), {name: 'TocError', message: /doesn't end as/});
	await assert.rejects(read(layerOf(new Uint8Array(20), {'containerd.io/snapshot/stargz/toc.digest': digest})), {name: 'TocError', message: /doesn't end as/});
});

test('a tar that holds something else in the place of the table is refused', async () => {
	const table = withEntries();
	const json = bytesOf(table);
	const others = [
		tar(file('other.json', json, {mode: 0})),
		tar(file('stargz.index.json', json, {mode: 0o4755})),
		tar(file('stargz.index.json', json, {mode: 0, uid: 7})),
		tar(file('stargz.index.json', json, {mode: 0, mtime: 7})),
		tar(file('stargz.index.json', json, {mode: 0}), file('more', 'x')),
		tar(header({name: 'stargz.index.json', mode: 0, typeflag: '5'})),
		tar(file('stargz.index.json', json, {mode: 0, checksum: '0000'})),
		file('stargz.index.json', json, {mode: 0, size: 1e6}),
		new Uint8Array(2048),
	];
	for (const own of others) {
		await assert.rejects(read(stargzLayer(table, {tar: own})), {name: 'TocError'});
	}
});

test('whether the table is seen is told by what stands in front of it', async () => {
	const entries = [{type: 'dir', name: 'a/'}, {type: 'dir', name: 'b/'}];
	const headers = concat(header({name: 'a/', typeflag: '5'}), header({name: 'b/', typeflag: '5'}));
	const seen = async (plain: Uint8Array, ...more: readonly unknown[]) => {
		const toc = await read(stargzLayer(withEntries(...entries, ...more), {front: gzipSync(plain)}));
		return toc!.index.count - entries.length - more.length;
	};

	assert.equal(await seen(headers), 1);
	assert.equal(await seen(concat(headers, new Uint8Array(512))), 1);
	assert.equal(await seen(concat(headers, new Uint8Array(1024))), 0);
	assert.equal(await seen(concat(headers, new Uint8Array(10_240))), 0);
});

test('places that annotations give wrongly are refused before anything is fetched', async () => {
	const wrong: ReadonlyArray<(right: readonly number[]) => string> = [
		() => '',
		() => 'a:b:c:d',
		() => '1:2:3',
		() => '-1:2:3:1',
		() => '1:2:3:1:5',
		([start, length, plain]) => `${start}:${length}:${plain}:2`,
		([start,, plain]) => `${start}:0:${plain}:1`,
		([start,, plain]) => `${start}:100000000:${plain}:1`,
		([, length, plain]) => `999999999999999:${length}:${plain}:1`,
		([start, length]) => `${start}:${length}:67108865:1`,
	];
	for (const position of wrong) {
		const {blob, descriptor} = chunkedLayer(withEntries(), {position});
		const {ranges, asked} = countedRanges(blob);
		await assert.rejects(readTableOfContents(descriptor, ranges, signal), {name: 'TocError'});
		assert.deepEqual(asked, []);
	}

	await assert.rejects(read(chunkedLayer(withEntries(), {checksum: 'md5:7'})), {name: 'TocError', message: /is no digest/});
	await assert.rejects(read(chunkedLayer(withEntries(), {position: ([start, length, plain]) => `${start}:${length}:${plain! - 1}:1`})), {name: 'TocError', message: /expands to more/});
	await assert.rejects(read(chunkedLayer(withEntries(), {position: ([start, length, plain]) => `${start}:${length}:${plain! + 1}:1`})), {name: 'TocError', message: /fewer bytes/});
});

test('a table that would fill the memory is refused while it expands', async () => {
	const bomb = gzipSync(new Uint8Array(80 * 1024 * 1024));
	const layer = stargzLayer(withEntries(), {front: gzipSync(new Uint8Array(0))});
	const footer = layer.blob.subarray(-51);
	const front = gzipSync(new Uint8Array(0));
	await assert.rejects(read(layerOf(concat(front, bomb, footer), Object.fromEntries(layer.descriptor.annotations))), {name: 'TocError', message: /expands to more/});
});

test('a content without a checksum, or that the table has wrong, is no content', async () => {
	const content = bytesOf('0123456789');
	const front = zstdFrame(content);
	const whole = concat(zstdFrame(new Uint8Array(512)), front);
	const place = {
		type: 'reg', name: 'a', size: 10, offset: whole.length - front.length, endOffset: whole.length,
	};
	const contentOf = async (entry: unknown) => {
		const layer = chunkedLayer(withEntries(entry), {front: whole});
		const toc = await read(layer);
		return textOf(readTocContent(toc!, 0, countedRanges(layer.blob).ranges, signal));
	};

	assert.equal(await contentOf({...place, digest: sha256(content)}), '0123456789');
	await assert.rejects(contentOf(place), {name: 'TocError', message: /no checksum/});
	await assert.rejects(contentOf({...place, digest}), {name: 'TocError', message: /checksum is another/});
	await assert.rejects(contentOf({...place, size: 11, digest}), {name: 'TocError', message: /ends before the content/});
	await assert.rejects(contentOf({...place, offset: 1, digest: sha256(content)}), {name: 'TocError'});
	await assert.rejects(contentOf({...place, innerOffset: 100, digest: sha256(content)}), {name: 'TocError', message: /ends before the content/});
});

test('of a large file what is verified only at its end is given first', async () => {
	const content = new Uint8Array(17 * 1024 * 1024).fill(7);
	const front = gzipSync(new Uint8Array(512));
	const entry = {
		type: 'reg', name: 'a', size: content.length, offset: front.length, digest: sha256(content),
	};
	const layer = stargzLayer(withEntries(entry), {front: concat(front, gzipSync(content))});
	const toc = await read(layer);
	const right = await textOf(readTocContent(toc!, 0, countedRanges(layer.blob).ranges, signal));
	assert.equal(right.length, content.length);
	const wrong = stargzLayer(withEntries({...entry, digest}), {front: concat(front, gzipSync(content))});
	const wrongToc = await read(wrong);
	await assert.rejects(textOf(readTocContent(wrongToc!, 0, countedRanges(wrong.blob).ranges, signal)), {name: 'LayerscopeError', kind: 'unreadable'});
});
