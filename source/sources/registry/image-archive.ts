import {Buffer} from 'node:buffer';
import {stat} from 'node:fs/promises';
import type {Digest} from '../../image/digest.ts';
import {familiarReference, formatReference} from '../../image/reference.ts';
import {streamRange} from '../../indexing/file-range.ts';
import {encodeEntry, endOfTar, paddingOf} from '../../tar/encode-entry.ts';
import {blobName} from '../blob-names.ts';
import type {FetchedImage} from './fetch-image.ts';
import {imageEntry} from './image-entry.ts';

type Member = {readonly name: string; readonly size: number; readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>};

/**
An archive of images as a tar: an OCI layout with the `manifest.json` of a `docker save`, as Docker writes it since version 25, so that every
engine loads it and skopeo reads it in either form. The same images give the same bytes.
*/
export async function * imageArchive(images: readonly FetchedImage[]): AsyncGenerator<Uint8Array, void> {
	for await (const {name, size, content} of members(images)) {
		yield header(name, size);
		yield * content;
		yield paddingOf(size);
	}

	yield endOfTar;
}

async function * members(images: readonly FetchedImage[]): AsyncGenerator<Member, void> {
	// Whoever reads it as it streams past knows at once what is in it.
	yield document('oci-layout', {imageLayoutVersion: '1.0.0'});
	yield document('index.json', {
		schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: images.map(image => imageEntry(image, image.manifestDocument)),
	});
	yield document('manifest.json', images.map(image => archiveItem(image)));
	const written = new Set<Digest>();
	for (const {manifestDocument, manifest, config, files} of images) {
		for (const [digest, bytes] of [[manifestDocument.digest, manifestDocument.bytes], [manifest.config.digest, config]] as const) {
			if (!written.has(digest)) {
				written.add(digest);
				yield {name: blobName(digest, false), size: bytes.length, content: [bytes]};
			}
		}

		for (const [digest, path] of files) {
			if (!written.has(digest)) {
				written.add(digest);
				const {size} = await stat(path);
				yield {name: blobName(digest, false), size, content: streamRange({path, start: 0, length: size})};
			}
		}
	}
}

function archiveItem({manifest, reference}: FetchedImage): unknown {
	return {
		Config: blobName(manifest.config.digest, false),
		// A name without a tag can't be loaded.
		RepoTags: reference.tag === undefined ? null : [familiarReference(formatReference({...reference, digest: undefined}))],
		Layers: manifest.layers.map(({digest}) => blobName(digest, false)),
	};
}

function document(name: string, value: unknown): Member {
	const bytes = Buffer.from(JSON.stringify(value));
	return {name, size: bytes.length, content: [bytes]};
}

function header(name: string, size: number): Uint8Array {
	return encodeEntry({
		name: Buffer.from(name), target: new Uint8Array(0), type: 'file', typeflag: 0, mode: 0o644, uid: 0, gid: 0, size, mtime: 0, major: 0, minor: 0, xattrs: [],
	});
}
