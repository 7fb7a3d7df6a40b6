import {mkdir, symlink, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {
	buildTar, bytesOf, sha256, type BuiltImage, type BuiltLayer,
} from './image-builder.ts';

/** A file of an archive or layout: with content, or a symbolic link. */
export type ArchiveFile = {readonly name: string; readonly content?: Uint8Array; readonly target?: string};

const hex = (bytes: Uint8Array) => sha256(bytes).slice('sha256:'.length);
const blobFile = (bytes: Uint8Array): ArchiveFile => ({name: `blobs/sha256/${hex(bytes)}`, content: bytes});
const layoutFile: ArchiveFile = {name: 'oci-layout', content: bytesOf({imageLayoutVersion: '1.0.0'})};

function unique(files: readonly ArchiveFile[]): ArchiveFile[] {
	return [...new Map(files.map(file => [file.name, file])).values()];
}

/** The archive of Docker up to 24: a folder for each layer, and a link to a later one where a layer comes twice. */
export function dockerArchive(...images: readonly BuiltImage[]): ArchiveFile[] {
	const files: ArchiveFile[] = [];
	const items = images.map(image => {
		const folders = image.layers.map((_, index) => hex(bytesOf(`${hex(image.config)} ${index}`)));
		for (const [index, layer] of image.layers.entries()) {
			const later = image.layers.findLastIndex(other => other.diffId === layer.diffId);
			files.push(
				{name: `${folders[index]}/VERSION`, content: bytesOf('1.0')},
				{name: `${folders[index]}/json`, content: bytesOf({id: folders[index]})},
				later > index
					? {name: `${folders[index]}/layer.tar`, target: `../${folders[later]}/layer.tar`}
					: {name: `${folders[index]}/layer.tar`, content: layer.tar},
			);
		}

		files.push({name: `${hex(image.config)}.json`, content: image.config});
		return {Config: `${hex(image.config)}.json`, RepoTags: image.references, Layers: folders.map(folder => `${folder}/layer.tar`)};
	});
	return [...files, {name: 'manifest.json', content: bytesOf(items)}, {name: 'repositories', content: bytesOf({})}];
}

/** Podman's and skopeo's archive: layers named by their diffIDs come first, and links of the old form lead to them. */
export function podmanArchive(image: BuiltImage): ArchiveFile[] {
	const config = hex(image.config);
	return unique([
		...image.layers.map(layer => ({name: `${layer.diffId.slice(7)}.tar`, content: layer.tar})),
		...image.layers.map(layer => ({name: `${hex(bytesOf(layer.diffId))}/layer.tar`, target: `../${layer.diffId.slice(7)}.tar`})),
		{name: `${config}.json`, content: image.config},
		{name: 'manifest.json', content: bytesOf([{Config: `${config}.json`, RepoTags: image.references, Layers: image.layers.map(layer => `${layer.diffId.slice(7)}.tar`)}])},
		{name: 'repositories', content: bytesOf({})},
	]);
}

/** Kaniko's and crane's archive: a config without an ending, layers named by the digest of their gzip. */
export function kanikoArchive(image: BuiltImage): ArchiveFile[] {
	return [
		{name: sha256(image.config), content: image.config},
		...image.layers.map(layer => ({name: `${hex(layer.blob)}.tar.gz`, content: layer.blob})),
		{name: 'manifest.json', content: bytesOf([{Config: sha256(image.config), RepoTags: image.references, Layers: image.layers.map(layer => `${hex(layer.blob)}.tar.gz`)}])},
	];
}

const suffixes = {none: '', gzip: '+gzip', zstd: '+zstd'} as const;

/** The type of a layer's blob in OCI's words. */
export function layerType({compression}: BuiltLayer): string {
	return `application/vnd.oci.image.layer.v1.tar${suffixes[compression]}`;
}

function descriptorOf(mediaType: string, bytes: Uint8Array, more: Readonly<Record<string, unknown>> = {}) {
	return {
		mediaType, digest: sha256(bytes), size: bytes.length, ...more,
	};
}

/** The OCI manifest of an image; `more` replaces fields. */
export function manifestOf(image: BuiltImage, more: Readonly<Record<string, unknown>> = {}): Uint8Array {
	return bytesOf({
		schemaVersion: 2,
		mediaType: 'application/vnd.oci.image.manifest.v1+json',
		config: descriptorOf('application/vnd.oci.image.config.v1+json', image.config),
		layers: image.layers.map(layer => descriptorOf(layerType(layer), layer.blob)),
		...more,
	});
}

/** The descriptor of an image's manifest. */
export function imageDescriptor(image: BuiltImage, annotations: Readonly<Record<string, string>> = {}, manifest: Uint8Array = manifestOf(image)) {
	return descriptorOf('application/vnd.oci.image.manifest.v1+json', manifest, {platform: {os: 'linux', architecture: image.architecture}, annotations});
}

/** An index of descriptors. */
export function indexOf(manifests: readonly unknown[]): Uint8Array {
	return bytesOf({schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests});
}

/** The blobs of an image in an OCI layout. */
export function blobsOf(image: BuiltImage, manifest: Uint8Array = manifestOf(image)): ArchiveFile[] {
	return [image.config, manifest, ...image.layers.map(layer => layer.blob)].map(bytes => blobFile(bytes));
}

/** An OCI layout: blobs, and an index that names each image by its first reference. */
export function ociLayout(...images: readonly BuiltImage[]): ArchiveFile[] {
	const descriptors = images.map(image => imageDescriptor(image, image.references[0] === undefined ? {} : {'org.opencontainers.image.ref.name': image.references[0]}));
	return unique([...images.flatMap(image => blobsOf(image)), {name: 'index.json', content: indexOf(descriptors)}, layoutFile]);
}

/** The archive of Docker from 25 on: an OCI layout of plain layers with a manifest.json besides. */
export function modernDockerArchive(image: BuiltImage): ArchiveFile[] {
	const plain = {...image, layers: image.layers.map((layer): BuiltLayer => ({...layer, blob: layer.tar, compression: 'none'}))};
	return [...ociLayout(plain), archiveManifest(plain), {name: 'repositories', content: bytesOf({})}];
}

function archiveManifest(image: BuiltImage): ArchiveFile {
	return {
		name: 'manifest.json',
		content: bytesOf([{
			Config: `blobs/sha256/${hex(image.config)}`, RepoTags: image.references, Layers: image.layers.map(layer => `blobs/sha256/${hex(layer.blob)}`),
		}]),
	};
}

/** The archive of an engine with the containerd store: an index of its own for the image, with an attestation and a platform that isn't there. */
export function containerdArchive(image: BuiltImage): ArchiveFile[] {
	const attestation = bytesOf({schemaVersion: 2, config: descriptorOf('application/vnd.oci.image.config.v1+json', bytesOf({})), layers: []});
	const nested = indexOf([
		imageDescriptor(image),
		descriptorOf('application/vnd.oci.image.manifest.v1+json', bytesOf('elsewhere'), {platform: {os: 'linux', architecture: 's390x'}}),
		descriptorOf('application/vnd.oci.image.manifest.v1+json', attestation, {
			platform: {os: 'unknown', architecture: 'unknown'}, annotations: {'vnd.docker.reference.type': 'attestation-manifest'},
		}),
	]);
	const name = {'io.containerd.image.name': `docker.io/library/${image.references[0]}`, 'org.opencontainers.image.ref.name': image.references[0]!.split(':')[1]!};
	return unique([
		...blobsOf(image),
		blobFile(attestation),
		blobFile(nested),
		{name: 'index.json', content: indexOf([descriptorOf('application/vnd.oci.image.index.v1+json', nested, {annotations: name})])},
		archiveManifest(image),
		layoutFile,
	]);
}

/** The tar of an archive's files. */
export async function tarOf(files: readonly ArchiveFile[]): Promise<Uint8Array> {
	return buildTar(files.map(({name, content, target}) => target === undefined ? {name, content} : {name, type: 'symlink', target}));
}

/** Writes an archive's files into a directory. */
export async function writeFiles(directory: string, files: readonly ArchiveFile[]): Promise<void> {
	for (const {name, content, target} of files) {
		const file = path.join(directory, name);
		await mkdir(path.dirname(file), {recursive: true});
		await (target === undefined ? writeFile(file, content!) : symlink(target, file));
	}
}
