import {isDigest, type Digest} from '../image/digest.ts';
import {entryOf} from '../image/entry-kind.ts';
import type {EntryKind} from '../image/image-choice.ts';
import {parseConfig, type ConfigDocument} from '../image/image-config.ts';
import {
	asArray, asObject, asOptionalText, asTextMap, asTexts, field, isObject, malformed, type JsonObject,
} from '../image/json.ts';
import {indexTypes} from '../image/media-types.ts';
import {parsePlatformFields} from '../image/manifest.ts';
import type {Platform} from '../image/platform.ts';
import {longestAboutImage} from './answer.ts';
import {since} from './api-version.ts';
import type {EngineConnection} from './connection.ts';
import {getJson} from './get-json.ts';
import {imagePath} from './image-name.ts';
import {platformParameter} from './save-image.ts';

/** One of the platforms of an image in a containerd store. */
export type HeldManifest = {
	readonly digest: Digest;
	readonly platform: Platform | undefined;
	/** Whether all of it is on this engine. */
	readonly isAvailable: boolean;
	/** Bytes of its blobs as stored. */
	readonly contentSize: number | undefined;
};

/** One entry of the index behind an image: a platform, or what hangs beside them. */
export type ListedEntry = HeldManifest & {
	readonly kind: EntryKind;
	/** Of what is no image, where something says it; untrusted. */
	readonly type: string | undefined;
	readonly annotations: ReadonlyMap<string, string>;
	/** The manifest that an attestation is about. */
	readonly about: Digest | undefined;
};

/** What an engine says of an image that it holds. */
export type InspectedImage = {
	readonly id: Digest;
	/** Config, platform and diffIDs; its history is empty, since inspect gives none. */
	readonly document: ConfigDocument;
	/** Whether the engine keeps blobs as they were pulled (the containerd store), so that their digests are known. */
	readonly keepsBlobs: boolean;
	/** Digest of the one manifest that the ID names; `undefined` where the ID names a config or an index. */
	readonly manifestDigest: Digest | undefined;
	/** The platforms; empty where the engine can't tell them. */
	readonly manifests: readonly HeldManifest[];
	/** All that the index lists; empty where the engine can't tell it. */
	readonly listed: readonly ListedEntry[];
	readonly size: number | undefined;
	/** `repository@digest`, untrusted. */
	readonly repoDigests: readonly string[];
};

/**
What the engine knows of an image, or `undefined` where it has no image of that name. `platform` asks for one of several and
is left out where the engine's API (1.49) can't be asked.
*/
export async function inspectImage(connection: EngineConnection, reference: string, platform: Platform | undefined, signal: AbortSignal): Promise<InspectedImage | undefined> {
	const query = platform !== undefined && connection.version >= since.inspectPlatform
		? {platform: platformParameter(platform)}
		: {manifests: connection.version >= since.manifests ? '1' : undefined};
	const answer = await getJson(connection, {path: imagePath(reference, 'json'), query, signal}, `while ${reference} was inspected`, {longest: longestAboutImage});
	return answer.isFound ? parseInspected(asObject(answer.value, 'The engine\'s answer')) : undefined;
}

function parseInspected(object: JsonObject): InspectedImage {
	const id = field(object, 'Id');
	if (!isDigest(id)) {
		throw malformed('The image ID that the engine gives', 'a digest');
	}

	const descriptor = field(object, 'Descriptor');
	const listed = asArray(field(object, 'Manifests'), 'Manifests').flatMap(item => parseHeld(item));
	return {
		id,
		document: parseConfig(asConfigDocument(object)),
		keepsBlobs: isObject(descriptor),
		manifestDigest: isObject(descriptor) ? digestOfManifest(descriptor) : undefined,
		manifests: listed.filter(({kind}) => kind === 'image'),
		listed,
		size: asSizeOrNothing(field(object, 'Size')),
		repoDigests: asTexts(field(object, 'RepoDigests'), 'RepoDigests'),
	};
}

// Inspect gives the config's facts under names of its own.
function asConfigDocument(object: JsonObject): JsonObject {
	return {
		config: field(object, 'Config') ?? {},
		author: field(object, 'Author'),
		created: field(object, 'Created'),
		os: field(object, 'Os'),
		architecture: field(object, 'Architecture'),
		variant: field(object, 'Variant'),
		// Podman gives the version of the Docker that built the image; only Windows' means anything.
		'os.version': field(object, 'Os') === 'windows' ? field(object, 'OsVersion') : undefined,
		rootfs: {diff_ids: field(asObject(field(object, 'RootFS') ?? {}, 'RootFS'), 'Layers')},
	};
}

function digestOfManifest(descriptor: JsonObject): Digest | undefined {
	const digest = field(descriptor, 'digest');
	const mediaType = field(descriptor, 'mediaType');
	return isDigest(digest) && !(typeof mediaType === 'string' && indexTypes.has(mediaType)) ? digest : undefined;
}

function parseHeld(value: unknown): ListedEntry[] {
	const object = asObject(value, 'Manifests[]');
	const descriptor = objectIn(object, 'Descriptor');
	const digest = field(descriptor, 'digest');
	if (!isDigest(digest)) {
		return [];
	}

	const about = field(objectIn(object, 'AttestationData'), 'For');
	const annotations = asTextMap(field(descriptor, 'annotations'), 'Manifests[].Descriptor.annotations');
	// Engines take what they don't know for an image.
	const entry = entryOf({
		digest, annotations, mediaType: '', size: 0, platform: undefined, artifactType: asOptionalText(field(descriptor, 'artifactType'), 'Manifests[].Descriptor.artifactType'),
	});
	const kind = field(object, 'Kind');
	return [{
		digest,
		kind: kind === 'image' ? entry.kind : (kind === 'attestation' ? kind : 'artifact'),
		type: entry.type,
		platform: parsePlatformFields(objectIn(objectIn(object, 'ImageData'), 'Platform'), 'Manifests[].Platform'),
		isAvailable: field(object, 'Available') === true,
		contentSize: asSizeOrNothing(field(objectIn(object, 'Size'), 'Content')),
		annotations,
		about: isDigest(about) ? about : undefined,
	}];
}

function objectIn(object: JsonObject, name: string): JsonObject {
	const value = field(object, name);
	return isObject(value) ? value : {};
}

function asSizeOrNothing(value: unknown): number | undefined {
	return typeof value === 'number' && value > 0 ? value : undefined;
}
