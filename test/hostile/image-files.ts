import type {ArchiveFile} from '../helpers/image-builder-archives.ts';
import {bytesOf, sha256} from '../helpers/image-builder.ts';
import {
	body, concat, endBlocks, header,
} from '../helpers/tar-bytes.ts';
import type {Documents, HostileImage} from './hostile-image.ts';

/** The files of an OCI layout. */
export function layoutFiles(image: HostileImage, {index, blobs}: Documents): readonly ArchiveFile[] {
	return change(image, [
		...new Map(blobs.map(({digest, bytes}) => [digest, {name: `blobs/${digest.replace(':', '/')}`, content: bytes}])).values(),
		{name: 'index.json', content: index},
		{name: 'oci-layout', content: bytesOf({imageLayoutVersion: '1.0.0'})},
	]);
}

/** The tar of an image's archive, in its form. */
export function archiveOf(image: HostileImage, documents: Documents): Uint8Array {
	const files = image.form === 'oci' ? layoutFiles(image, documents) : change(image, dockerFiles(image, documents));
	const archive = concat(...files.flatMap(({name, content = new Uint8Array(0), target}) => target === undefined
		? entryOf(name, content)
		: [header({name, target, typeflag: '2'})]), endBlocks);
	return image.archive?.(archive) ?? archive;
}

// A large body isn't copied more often than it must be.
function entryOf(name: string, content: Uint8Array): Uint8Array[] {
	return content.length % 512 === 0 ? [header({name, size: content.length}), content] : [header({name, size: content.length}), body(content)];
}

function dockerFiles({layers}: HostileImage, {config, archiveManifest, layerNames}: Documents): readonly ArchiveFile[] {
	return [
		...layers.flatMap(({blob, isMissing}, layer) => isMissing ? [] : [{name: layerNames[layer]!, content: blob}]),
		{name: `${sha256(config).slice(7)}.json`, content: config},
		{name: 'manifest.json', content: archiveManifest},
	];
}

function change({files}: HostileImage, usual: readonly ArchiveFile[]): readonly ArchiveFile[] {
	return files?.(usual) ?? usual;
}

