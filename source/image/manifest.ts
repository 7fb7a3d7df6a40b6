import {LayerscopeError} from '../errors.ts';
import {isDigest, type Digest} from './digest.ts';
import {
	asArray, asObject, asOptionalText, asSize, asText, asTextMap, asTexts, looseField, isObject, malformed, type JsonObject,
} from './json.ts';
import {normalizePlatform, type Platform} from './platform.ts';

/** What names a blob: type, digest and size (OCI image-spec, descriptor.md). */
export type Descriptor = {
	readonly mediaType: string;
	readonly digest: Digest;
	readonly size: number;
	readonly annotations: ReadonlyMap<string, string>;
	readonly platform: Platform | undefined;
	/** What it is where it is no image, as indexes of OCI 1.1 say it. */
	readonly artifactType?: string | undefined;
};

/** One image of one platform (OCI image-spec, manifest.md). */
export type Manifest = {
	readonly kind: 'manifest';
	readonly config: Descriptor;
	readonly layers: readonly Descriptor[];
	readonly artifactType: string | undefined;
	readonly annotations: ReadonlyMap<string, string>;
};

/** A list of manifests and further indexes (OCI image-spec, image-index.md). */
export type Index = {
	readonly kind: 'index';
	readonly manifests: readonly Descriptor[];
};

/** Parses a descriptor; throws where a field is missing, of a wrong type, or no digest. */
export function parseDescriptor(value: unknown, what: string): Descriptor {
	const object = asObject(value, what);
	const digest = asText(looseField(object, 'digest'), `${what}.digest`);
	if (!isDigest(digest)) {
		throw malformed(`${what}.digest`, 'a sha256 or sha512 digest');
	}

	const type = asOptionalText(looseField(object, 'artifactType'), `${what}.artifactType`);
	return {
		mediaType: asOptionalText(looseField(object, 'mediaType'), `${what}.mediaType`) ?? '',
		digest,
		size: asSize(looseField(object, 'size'), `${what}.size`),
		annotations: asTextMap(looseField(object, 'annotations'), `${what}.annotations`),
		platform: parseDescriptorPlatform(looseField(object, 'platform'), `${what}.platform`),
		...(type === undefined ? {} : {artifactType: type}),
	};
}

/** Parses a manifest or an index, Docker's or OCI's, told apart by what they hold. `what` names the document in errors. */
export function parseManifest(value: unknown, what: string): Manifest | Index {
	const object = asObject(value, what);
	const isIndex = Array.isArray(looseField(object, 'manifests'));
	const isManifest = looseField(object, 'layers') !== undefined || looseField(object, 'config') !== undefined;
	if (isIndex && isManifest) {
		throw new LayerscopeError('unreadable', `${what} is both a manifest and an index, so that tools would read it differently.`);
	}

	if (looseField(object, 'fsLayers') !== undefined) {
		throw new LayerscopeError('unreadable', `${what} is a manifest of schema 1, which has no config.`, {advice: 'Pull and push the image again with a current tool.'});
	}

	return isIndex || looseField(object, 'manifests') === null ? parseIndex(object, what) : parseImageManifest(object, what);
}

function parseIndex(object: JsonObject, what: string): Index {
	const manifests = asArray(looseField(object, 'manifests'), `${what}.manifests`);
	return {kind: 'index', manifests: manifests.map((item, index) => parseDescriptor(item, `${what}.manifests[${index}]`))};
}

function parseImageManifest(object: JsonObject, what: string): Manifest {
	if (!isObject(looseField(object, 'config'))) {
		throw malformed(what, 'an image manifest: it has no config');
	}

	const layers = asArray(looseField(object, 'layers'), `${what}.layers`);
	return {
		kind: 'manifest',
		config: parseDescriptor(looseField(object, 'config'), `${what}.config`),
		layers: layers.map((item, index) => parseDescriptor(item, `${what}.layers[${index}]`)),
		artifactType: asOptionalText(looseField(object, 'artifactType'), `${what}.artifactType`),
		annotations: asTextMap(looseField(object, 'annotations'), `${what}.annotations`),
	};
}

function parseDescriptorPlatform(value: unknown, what: string): Platform | undefined {
	if (value === undefined || value === null) {
		return undefined;
	}

	return parsePlatformFields(asObject(value, what), what);
}

/** The platform in the fields that descriptors and configs share; `undefined` where neither system nor architecture is given. */
export function parsePlatformFields(object: JsonObject, what: string): Platform | undefined {
	const os = asOptionalText(looseField(object, 'os'), `${what}.os`);
	const architecture = asOptionalText(looseField(object, 'architecture'), `${what}.architecture`);
	if (os === undefined && architecture === undefined) {
		return undefined;
	}

	return normalizePlatform({
		os: os ?? 'unknown',
		architecture: architecture ?? 'unknown',
		variant: asOptionalText(looseField(object, 'variant'), `${what}.variant`),
		osVersion: asOptionalText(looseField(object, 'os.version'), `${what}.os.version`),
	});
}

/** Whether a descriptor is of an attestation, which hangs beside the images and is none. */
export function isAttestation({annotations, platform}: Descriptor): boolean {
	return annotations.get('vnd.docker.reference.type') === 'attestation-manifest'
		|| (platform?.os === 'unknown' && platform.architecture === 'unknown');
}

/** One image in an archive's `manifest.json`: names of files in the archive. */
export type ArchiveItem = {
	readonly config: string;
	readonly references: readonly string[];
	readonly layers: readonly string[];
	/** What is known of a layer by its diffID (Docker 25 and later). */
	readonly sources: ReadonlyMap<string, Descriptor>;
};

/** Parses the `manifest.json` of a `docker save` (moby image/spec v1.2, Combined Image JSON + Filesystem Changeset Format). */
export function parseArchiveManifest(value: unknown): readonly ArchiveItem[] {
	return asArray(value, 'manifest.json').map((item, index) => {
		const what = `manifest.json[${index}]`;
		const object = asObject(item, what);
		const sources = Object.entries(asObject(looseField(object, 'LayerSources') ?? {}, `${what}.LayerSources`));
		return {
			config: asText(looseField(object, 'Config'), `${what}.Config`),
			references: asTexts(looseField(object, 'RepoTags'), `${what}.RepoTags`),
			layers: asTexts(looseField(object, 'Layers'), `${what}.Layers`),
			sources: new Map(sources.map(([diffId, source]) => [diffId, parseDescriptor(source, `${what}.LayerSources.${diffId}`)])),
		};
	});
}
