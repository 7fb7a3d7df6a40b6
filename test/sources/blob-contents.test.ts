import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {Readable} from 'node:stream';
import {test} from 'node:test';
import type {ArchiveEntry} from '../../source/sources/archive-stream.ts';
import {blobContents} from '../../source/sources/blob-contents.ts';
import {groupRequests} from '../../source/sources/content-requests.ts';
import {engineEntries} from '../../source/sources/engine-entries.ts';
import type {ContentRequest} from '../../source/sources/image-source.ts';
import {splitTar} from '../../source/sources/split-tar.ts';
import {buildLayer, buildTar} from '../helpers/image-builder.ts';

const {signal} = new AbortController();
const [low, high] = await Promise.all([
	buildLayer([{name: 'first', content: 'one'}, {name: 'second', content: 'two'}, {name: 'filler', content: 'x'.repeat(300_000)}]),
	buildLayer([{name: 'third', content: 'three'}, {name: 'filler', content: 'y'.repeat(300_000)}], 'gzip'),
]);
// The higher layer comes first, and something else between them.
const archive = await buildTar([{name: 'high', content: high.blob}, {name: 'other.json', content: '{}'}, {name: './low', content: low.blob}]);
const names = ['low', 'high'];

const splitters: Readonly<Record<string, (chunks: Readable) => AsyncGenerator<ArchiveEntry, void>>> = {
	'an archive': chunks => splitTar(chunks),
	'an engine\'s save': chunks => engineEntries(chunks, {purpose: '', signal, onBytes: () => undefined}),
};

async function contentsOf(entries: AsyncIterable<ArchiveEntry>, requests: readonly ContentRequest[]): Promise<string[]> {
	const contents = requests.map(() => '');
	for await (const {request, bytes} of blobContents(entries, {requests, names, location: 'It'})) {
		contents[request] += Buffer.from(bytes).toString();
	}

	return contents;
}

for (const [what, split] of Object.entries(splitters)) {
	const entries = () => split(Readable.from(Array.from({length: Math.ceil(archive.length / 10_000)}, (_, chunk) => Buffer.from(archive.subarray(chunk * 10_000, (chunk + 1) * 10_000)))));

	test(`contents of several layers come in one pass over ${what}`, async () => {
		const requests = [{layer: 0, offset: 1024}, {layer: 1, offset: 0}, {layer: 0, offset: 0}];
		assert.deepEqual(await contentsOf(entries(), requests), ['two', 'three', 'one']);
	});

	test(`a layer that is not in ${what} is named`, async () => {
		await assert.rejects(contentsOf(entries(), [{layer: 2, offset: 0}]), {kind: 'unreadable', layer: 2});
	});
}

test('requests of one blob are read in the order of their offsets, whatever layers they are of', () => {
	const requests = [{layer: 3, offset: 9}, {layer: 1, offset: 5}, {layer: 0, offset: 2}, {layer: 3, offset: 1}];
	assert.deepEqual(groupRequests(requests, layer => layer === 1 ? 'b' : 'a'), [
		{key: 'a', offsets: [1, 2, 9], places: [3, 2, 0]},
		{key: 'b', offsets: [5], places: [1]},
	]);
});
