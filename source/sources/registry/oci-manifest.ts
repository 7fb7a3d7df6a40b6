import {Buffer} from 'node:buffer';
import {
	asArray, asObject, field, parseJson, type JsonObject,
} from '../../image/json.ts';
import type {RegistryDocument} from '../../registry/registry.ts';
import {digestOf} from '../stored-config.ts';

const types: ReadonlyMap<string, string> = new Map([
	['application/vnd.docker.distribution.manifest.v2+json', 'application/vnd.oci.image.manifest.v1+json'],
	['application/vnd.docker.container.image.v1+json', 'application/vnd.oci.image.config.v1+json'],
	['application/vnd.docker.image.rootfs.diff.tar', 'application/vnd.oci.image.layer.v1.tar'],
	['application/vnd.docker.image.rootfs.diff.tar.gzip', 'application/vnd.oci.image.layer.v1.tar+gzip'],
	['application/vnd.docker.image.rootfs.diff.tar.zstd', 'application/vnd.oci.image.layer.v1.tar+zstd'],
	['application/vnd.docker.image.rootfs.foreign.diff.tar', 'application/vnd.oci.image.layer.nondistributable.v1.tar'],
	['application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip'],
]);

/**
A manifest of Docker's types in those of OCI, since tools look for no others in an OCI layout. Config and layers stay what they are, and so does the
image ID; the manifest's digest becomes another. One that has OCI's types already comes back as it is.
*/
export function asOciManifest(document: RegistryDocument): RegistryDocument {
	const mediaType = types.get(document.mediaType);
	if (mediaType === undefined) {
		return document;
	}

	const manifest = asObject(parseJson(document.bytes, 'The manifest'), 'The manifest');
	const bytes = Buffer.from(JSON.stringify({
		...manifest,
		mediaType,
		config: asOci(field(manifest, 'config')),
		layers: asArray(field(manifest, 'layers'), 'The manifest\'s layers').map(layer => asOci(layer)),
	}));
	return {mediaType, bytes, digest: digestOf(bytes, undefined)};
}

function asOci(value: unknown): JsonObject {
	const descriptor = asObject(value, 'A descriptor of the manifest');
	const mediaType = field(descriptor, 'mediaType');
	return {...descriptor, mediaType: typeof mediaType === 'string' ? types.get(mediaType) ?? mediaType : mediaType};
}
