import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {test} from 'node:test';
import {digestHex} from '../../../source/image/digest.ts';
import {parseJson} from '../../../source/image/json.ts';
import {parseManifest, type Descriptor, type Manifest} from '../../../source/image/manifest.ts';
import {readTableOfContents} from '../../../source/sources/toc/read-table-of-contents.ts';
import {readTocContent} from '../../../source/sources/toc/read-toc-content.ts';
import {everyEntry} from '../../helpers/every-entry.ts';
import {dockerArchive} from '../../helpers/image-builder-archives.ts';
import {temporaryDirectory, writeArchive} from '../../helpers/open-image.ts';
import {skipReason} from '../../helpers/programs.ts';
import {
	entriesOf, plainContent, plainIndex, textOf,
} from '../../helpers/toc-compare.ts';
import {countedRanges} from '../../helpers/toc-layer.ts';

const {signal} = new AbortController();

/** The layers of an image as skopeo writes them, with their blobs. */
async function chunkedLayers(archive: string, folder: string): Promise<ReadonlyArray<{readonly descriptor: Descriptor; readonly blob: Uint8Array}>> {
	execFileSync('skopeo', [
		'copy', '--quiet', '--dest-compress', '--dest-compress-format', 'zstd:chunked', `docker-archive:${archive}`, `oci:${folder}:chunked`,
	]);
	const blobOf = async ({digest}: Pick<Descriptor, 'digest'>) => readFile(path.join(folder, 'blobs/sha256', digestHex(digest)));
	const index = parseManifest(parseJson(await readFile(path.join(folder, 'index.json')), 'index'), 'index');
	assert.ok(index.kind === 'index');
	const manifest = parseManifest(parseJson(await blobOf(index.manifests[0]!), 'manifest'), 'manifest') as Manifest;
	return Promise.all(manifest.layers.map(async descriptor => ({descriptor, blob: await blobOf(descriptor)})));
}

test('the layers that skopeo writes as zstd:chunked are listed and read as they are whole', {skip: skipReason(['skopeo'], {root: false})}, async context => {
	const image = await everyEntry('chunked:1');
	const layers = await chunkedLayers(await writeArchive(context, dockerArchive(image)), await temporaryDirectory(context));
	const read = [];
	for (const {descriptor, blob} of layers) {
		const {ranges} = countedRanges(blob);
		const whole = await plainIndex(blob);
		const toc = await readTableOfContents(descriptor, ranges, signal).catch((error: unknown) => error as Error);
		if (toc === undefined || toc instanceof Error) {
			read.push(toc?.message);
			continue;
		}

		assert.deepEqual(entriesOf(toc.index), entriesOf(whole));
		for (const entry of toc.places.keys()) {
			const content = await textOf(readTocContent(toc, entry, ranges, signal));
			assert.equal(content, await plainContent(blob, whole.offsets[entry]!));
		}

		read.push(toc.places.size);
	}

	// The second has a name that is no UTF-8, which JSON can't tell.
	assert.deepEqual(read, [
		7, 'The layer\'s table of contents can\'t be used: it doesn\'t tell the bytes of the name "caf\uFFFD-\uFFFD".', 0, 3, 0,
	]);
});
