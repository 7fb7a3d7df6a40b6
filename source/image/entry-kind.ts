import type {EntryKind} from './image-choice.ts';
import {isAttestation, type Descriptor, type Manifest} from './manifest.ts';
import {isConfigType, isLayerType} from './media-types.ts';

const emptyType = 'application/vnd.oci.empty.v1+json';
const signatures = /^application\/vnd\.(?:dev\.cosign\.(?:artifact\.sig|simplesigning)|cncf\.notary\.signature|dev\.sigstore\.bundle)\b/;
const attestations = /^application\/vnd\.(?:in-toto\b|dsse\b|docker\.attestation\b)/;

/** What an entry of an index is, and its type where it is no image. */
export type Entry = {readonly kind: EntryKind; readonly type: string | undefined};

/** What an entry of an index is, by its descriptor, and by its manifest where that was read. */
export function entryOf(descriptor: Descriptor, manifest?: Manifest): Entry {
	const own = manifest === undefined ? descriptor.artifactType : artifactType(manifest) ?? descriptor.artifactType;
	const types = [own, ...manifest?.layers.map(({mediaType}) => mediaType) ?? []].filter((type): type is string => type !== undefined && type !== '');
	const isNamed = descriptor.annotations.get('vnd.docker.reference.type') === 'attestation-manifest';
	if (!isNamed && own === undefined && !isAttestation(descriptor)) {
		return {kind: 'image', type: undefined};
	}

	const attestation = types.find(type => attestations.test(type));
	if (isNamed || attestation !== undefined) {
		return {kind: 'attestation', type: attestation ?? types[0]};
	}

	const signature = types.find(type => signatures.test(type));
	return signature === undefined ? {kind: 'artifact', type: types[0]} : {kind: 'signature', type: signature};
}

/** The type of what is no image: Helm charts, signatures and the like are manifests too, and what they hold is no file system. `undefined` for an image. */
export function artifactType({config, layers, artifactType: type}: Manifest): string | undefined {
	const hasLayers = layers.some(layer => isLayerType(layer.mediaType));
	if (!isConfigType(config.mediaType)) {
		const isImage = hasLayers && type === undefined && config.mediaType !== emptyType;
		return isImage ? undefined : type ?? config.mediaType;
	}

	const isOther = layers.length > 0 && layers.every(layer => /[/+]json$/.test(layer.mediaType) || signatures.test(layer.mediaType));
	return hasLayers || (type === undefined && !isOther) ? undefined : type ?? layers[0]?.mediaType;
}
