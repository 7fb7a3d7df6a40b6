import {isDigest, type Digest} from '../image/digest.ts';
import type {ContainerFacts} from '../image/image-facts.ts';
import {
	asObject, asOptionalText, asText, field, isObject, malformed,
} from '../image/json.ts';
import {parsePlatformFields} from '../image/manifest.ts';
import type {Platform} from '../image/platform.ts';
import type {EngineConnection} from './connection.ts';
import {containerPath} from './container-path.ts';
import {getJson} from './get-json.ts';

/** What an engine says of a container. */
export type InspectedContainer = ContainerFacts & {
	/** The image that it was made from, whatever its name is now. */
	readonly imageId: Digest;
	/** Which of the image's platforms it is of, where the engine tells (API 1.48, containerd store). */
	readonly platform: Platform | undefined;
};

/** What the engine knows of a container, by its name or ID, or `undefined` where it has none. Throws a `LayerscopeError` for an answer that makes no sense. */
export async function inspectContainer(connection: EngineConnection, container: string, signal?: AbortSignal): Promise<InspectedContainer | undefined> {
	const purpose = `while the container ${container} was inspected`;
	const answer = await getJson(connection, {path: containerPath(container, 'json'), signal}, purpose);
	if (!answer.isFound) {
		return undefined;
	}

	const object = asObject(answer.value, 'The engine\'s answer');
	const imageId = withAlgorithm(field(object, 'Image'));
	if (!isDigest(imageId)) {
		throw malformed('The image ID that the engine gives for the container', 'a digest');
	}

	const state = field(object, 'State');
	const config = field(object, 'Config');
	const descriptor = field(object, 'ImageManifestDescriptor');
	const platform = isObject(descriptor) ? field(descriptor, 'platform') : undefined;
	return {
		id: asText(field(object, 'Id'), 'The container\'s ID'),
		name: asText(field(object, 'Name'), 'The container\'s name').replace(/^\//, ''),
		state: (isObject(state) ? asOptionalText(field(state, 'Status'), 'The container\'s state') : undefined) ?? 'state not known',
		imageName: isObject(config) ? asOptionalText(field(config, 'Image'), 'The container\'s image') : undefined,
		imageId,
		platform: isObject(platform) ? parsePlatformFields(platform, 'The container\'s platform') : undefined,
	};
}

// Some versions of Podman leave out what the digest is made with.
function withAlgorithm(value: unknown): unknown {
	return typeof value === 'string' && /^[\da-f]{64}$/.test(value) ? `sha256:${value}` : value;
}
