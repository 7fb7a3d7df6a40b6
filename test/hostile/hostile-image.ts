import {isDigest} from '../../source/image/digest.ts';
import {layerTypeFor} from '../../source/image/media-types.ts';
import type {ReadingLimits} from '../../source/image/reading-limits.ts';
import {sniff} from '../../source/indexing/compression.ts';
import type {ArchiveFile} from '../helpers/image-builder-archives.ts';
import {bytesOf, sha256} from '../helpers/image-builder.ts';
import {tar} from '../helpers/tar-bytes.ts';
import type {Answers} from './loopback-server.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Fields of a document that are replaced or added, or all of its bytes. */
export type Changed = Fields | Uint8Array;

/** A layer, and what is said of it; the truth where nothing is said. */
export type HostileLayer = {
	/** As it is stored. */
	readonly blob: Uint8Array;
	/** Uncompressed, where the blob is not: for the diffID. */
	readonly tar?: Uint8Array;
	readonly diffId?: string;
	/** Further fields of its descriptor, or others for the right ones: digest, size, mediaType, urls, data. */
	readonly descriptor?: Fields;
	/** That its bytes are nowhere. */
	readonly isMissing?: boolean;
};

/** An image of which everything can be a lie. */
export type HostileImage = {
	readonly layers: readonly HostileLayer[];
	/** How much of it is read; as much as is usual where nothing is said. */
	readonly limits?: ReadingLimits;
	readonly config?: Changed;
	/** Of the config, in the manifest. */
	readonly configDescriptor?: Fields;
	readonly manifest?: Changed;
	/** Of the manifest, in the index. With this or an `index` a registry's tag names the index. */
	readonly manifestDescriptor?: Fields;
	/** The index.json of a layout, and what a registry's tag names. */
	readonly index?: Changed;
	/** The manifest.json of an archive: fields of its one item, all its items, or its bytes. */
	readonly archiveManifest?: Changed | readonly unknown[];
	readonly references?: readonly string[];
	/** What the archive, standard input and the engine's save are: Docker's of old with a manifest.json, or an OCI layout in a tar. */
	readonly form?: 'docker' | 'oci';
	/** Further blobs, by their true digests or by others: nested indexes, their manifests. */
	readonly blobs?: ReadonlyArray<Uint8Array | {readonly digest: string; readonly bytes: Uint8Array}>;
	/** The last word on the files of an archive or a layout. */
	readonly files?: (files: readonly ArchiveFile[]) => readonly ArchiveFile[];
	/** The last word on the tar of an archive, of standard input and of a save. */
	readonly archive?: (archive: Uint8Array) => Uint8Array;
	/** What a registry answers before what it would; paths begin behind the repository: `/manifests/latest`. */
	readonly registryAnswers?: Answers;
	/** What an engine answers before what it would; paths begin behind the image: `/json`. */
	readonly engineAnswers?: Answers;
};

export type StoredBlob = {readonly digest: string; readonly bytes: Uint8Array};

/** The documents of an image and its blobs by the digests that name them. */
export type Documents = {
	readonly config: Uint8Array;
	readonly manifest: Uint8Array;
	readonly index: Uint8Array;
	readonly archiveManifest: Uint8Array;
	/** Config, manifest, layers that are there, and whatever more there is. */
	readonly blobs: readonly StoredBlob[];
	/** Of layers that are there, their names in an archive of Docker's. */
	readonly layerNames: readonly string[];
	readonly diffIds: readonly string[];
};

/** A plain layer of the headers and bodies of a tar. */
export function layerOf(...parts: readonly Uint8Array[]): HostileLayer {
	return {blob: tar(...parts)};
}

/** An image of one plain layer of the headers and bodies of a tar. */
export function imageOf(...parts: readonly Uint8Array[]): HostileImage {
	return {layers: [layerOf(...parts)]};
}

/** Makes the documents of an image. */
export function documentsOf(image: HostileImage): Documents {
	const {layers, references = ['hostile:1']} = image;
	const diffIds = layers.map(({blob, tar: plain = blob, diffId}) => diffId ?? sha256(plain));
	const config = changed({
		created: '2024-05-01T12:00:00Z', os: 'linux', architecture: 'amd64', config: {}, rootfs: {type: 'layers', diff_ids: diffIds},
		history: layers.map((_, layer) => ({created: '2024-05-01T12:00:00Z', created_by: `COPY layer-${layer} / # buildkit`})),
	}, image.config);
	const descriptors = layers.map(({blob, descriptor}) => ({...descriptorOf(layerTypeFor(compressionOf(blob)), blob), ...descriptor}));
	const configDescriptor = {...descriptorOf('application/vnd.oci.image.config.v1+json', config), ...image.configDescriptor};
	const manifestType = 'application/vnd.oci.image.manifest.v1+json';
	const manifest = changed({
		schemaVersion: 2, mediaType: manifestType, config: configDescriptor, layers: descriptors,
	}, image.manifest);
	const manifestDescriptor = {
		...descriptorOf(manifestType, manifest),
		...(references[0] === undefined ? {} : {annotations: {'org.opencontainers.image.ref.name': references[0]}}),
		...image.manifestDescriptor,
	};
	const layerNames = layers.map((_, layer) => `${layer}/layer.tar`);
	return {
		config, manifest, layerNames, diffIds,
		index: changed({schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [manifestDescriptor]}, image.index),
		archiveManifest: changedItems({Config: `${sha256(config).slice(7)}.json`, RepoTags: references, Layers: layerNames}, image.archiveManifest),
		blobs: [
			named(configDescriptor.digest, config),
			named(manifestDescriptor.digest, manifest),
			...layers.flatMap(({blob, isMissing}, layer) => isMissing ? [] : [named(descriptors[layer]!.digest, blob)]),
			...(image.blobs ?? []).map(blob => blob instanceof Uint8Array ? named(undefined, blob) : blob),
		],
	};
}

// A digest that is none can't name a file, so that the bytes lie where they should.
function named(digest: unknown, bytes: Uint8Array): StoredBlob {
	return {digest: isDigest(digest) ? digest : sha256(bytes), bytes};
}

function descriptorOf(mediaType: string, bytes: Uint8Array) {
	return {mediaType, digest: sha256(bytes) as string, size: bytes.length};
}

function compressionOf(blob: Uint8Array): 'none' | 'gzip' | 'zstd' {
	const form = sniff(blob);
	return form === 'gzip' || form === 'zstd' ? form : 'none';
}

function changed(document: Fields, change: Changed = {}): Uint8Array {
	return change instanceof Uint8Array ? change : bytesOf({...document, ...change});
}

function changedItems(item: Fields, change: HostileImage['archiveManifest'] = {}): Uint8Array {
	if (change instanceof Uint8Array) {
		return change;
	}

	return bytesOf(Array.isArray(change) ? change : [{...item, ...change}]);
}
