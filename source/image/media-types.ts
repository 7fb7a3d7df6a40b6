/** How a blob is stored; told by its first bytes, never by its name. */
export type Compression = 'none' | 'gzip' | 'zstd';

export const indexTypes: ReadonlySet<string> = new Set([
	'application/vnd.oci.image.index.v1+json',
	'application/vnd.docker.distribution.manifest.list.v2+json',
]);

const configTypes: ReadonlySet<string> = new Set([
	'application/vnd.oci.image.config.v1+json',
	'application/vnd.docker.container.image.v1+json',
	// Older builders named the config a plain stream of bytes.
	'application/octet-stream',
	'application/json',
	'',
]);

const layerType = /^application\/vnd\.(?:oci\.image\.layer\.(?:nondistributable\.)?v1\.tar|docker\.image\.rootfs\.(?:foreign\.)?diff\.tar)(?:[.+].*)?$/;

/** Whether a media type is one that image configs have; artifacts have their own. */
export function isConfigType(mediaType: string): boolean {
	return configTypes.has(mediaType);
}

/** Whether a media type is one of a file system layer, compressed, encrypted and foreign ones included. */
export function isLayerType(mediaType: string): boolean {
	return layerType.test(mediaType);
}

/** Whether the blob is encrypted (`+encrypted`, ocicrypt), so that nobody without the key can read it. */
export function isEncrypted(mediaType: string): boolean {
	return mediaType.endsWith('+encrypted');
}

/** Whether the blob is one that archives leave out (OCI image-spec, layer.md, Non-Distributable Layers). */
export function isForeign(mediaType: string): boolean {
	return mediaType.includes('.nondistributable.') || mediaType.includes('.foreign.');
}

/** The compression that a layer's media type promises; `undefined` where it says none that is known. */
export function promisedCompression(mediaType: string): Compression | undefined {
	if (!isLayerType(mediaType) || isEncrypted(mediaType)) {
		return undefined;
	}

	const suffix = /tar(?:[.+](.*))?$/.exec(mediaType)?.[1];
	if (suffix === undefined) {
		return 'none';
	}

	return suffix === 'gzip' || suffix === 'zstd' ? suffix : undefined;
}

/** The media type for a layer that no manifest describes, as in a `docker save` of old. */
export function layerTypeFor(compression: Compression): string {
	return `application/vnd.docker.image.rootfs.diff.tar${compression === 'none' ? '' : `.${compression}`}`;
}
