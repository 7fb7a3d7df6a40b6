import type {IncomingHttpHeaders} from 'node:http';
import type {LocalImage, Store} from '../catalogue/local-image.ts';
import {LayerscopeError} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import {
	asArray, asObject, field, isObject, malformed, type JsonObject,
} from '../image/json.ts';
import {parsePlatformFields} from '../image/manifest.ts';
import type {Platform} from '../image/platform.ts';
import {familiarReference} from '../image/reference.ts';
import {refused, getJson} from './get-json.ts';
import {since} from './api-version.ts';
import type {EngineConnection} from './connection.ts';
import {engineId} from './engine-id.ts';
import {isTime} from './engine-time.ts';
import {isFromPodman} from './is-podman.ts';

/** The images that an engine lists. */
export type ListedImages = {
	readonly images: readonly LocalImage[];
	/** Those that share nothing by the word of the engine, which knows the layers of every platform. */
	readonly unshared: ReadonlySet<Digest>;
	readonly store: Store;
};

/** What to list: `all` with the nameless steps of builds; `filters` as the Engine API takes them. */
export type ListQuery = {readonly isAll?: boolean; readonly filters?: Readonly<Record<string, readonly string[]>>};

/** Lists images, one for each ID. Containers, layers and what is unique to each have to be found out elsewhere. Throws a `LayerscopeError` where the engine can't tell. */
export async function listImages(connection: EngineConnection, {isAll = false, filters}: ListQuery, signal: AbortSignal): Promise<ListedImages> {
	const purpose = 'while the images were listed';
	const query = {
		all: isAll ? '1' : '0',
		filters: filters && JSON.stringify(filters),
		'shared-size': connection.version >= since.sharedSize ? '1' : undefined,
		manifests: connection.version >= since.listManifests ? '1' : undefined,
	};
	const answer = await getJson(connection, {path: '/images/json', query, signal}, purpose);
	if (!answer.isFound) {
		throw filters === undefined
			? refused(answer.words, 404, purpose)
			: new LayerscopeError('not-found', `The engine can't filter: ${answer.words}.`, {advice: 'See `layerscope images` for what is here.'});
	}

	const rows = asArray(answer.value, 'The list of images').map(value => asObject(value, 'An image of the list'));
	return {
		images: merged(rows.map(row => parseRow(row))),
		unshared: new Set(rows.filter(row => isUnshared(row)).map(row => idOf(row))),
		store: await storeOf(connection, answer.headers, rows, signal),
	};
}

function idOf(row: JsonObject): Digest {
	const id = engineId(field(row, 'Id'));
	if (id === undefined) {
		throw malformed('An image ID in the engine\'s list', 'a digest');
	}

	return id;
}

function parseRow(row: JsonObject): LocalImage {
	const created = field(row, 'Created');
	return {
		id: idOf(row),
		tags: namesIn(row, 'RepoTags'),
		repoDigests: namesIn(row, 'RepoDigests'),
		platforms: manifestsOf(row).flatMap(({platform}) => platform ?? []),
		created: typeof created === 'number' && created >= 0 && isTime(created) ? created : undefined,
		size: amountOf(field(row, 'Size')),
		unique: undefined,
		shared: undefined,
		diffIds: undefined,
		containers: [],
		parent: engineId(field(row, 'ParentId')),
	};
}

// Before 1.43 an image without a name is called `<none>`.
function namesIn(row: JsonObject, name: string): readonly string[] {
	const names = asArray(field(row, name), name).filter(value => typeof value === 'string' && !value.includes('<none>')) as string[];
	return [...new Set(names.map(text => familiarReference(text)))].toSorted();
}

type ListedManifest = {readonly platform: Platform | undefined; readonly isUnpacked: boolean};

/** The manifests that are here whole, attestations left out. */
function manifestsOf(row: JsonObject): readonly ListedManifest[] {
	const manifests = asArray(field(row, 'Manifests'), 'Manifests').map(value => asObject(value, 'Manifests[]'));
	return manifests.filter(manifest => field(manifest, 'Kind') === 'image' && field(manifest, 'Available') === true).map(manifest => {
		const data = objectIn(manifest, 'ImageData');
		return {
			platform: parsePlatformFields(objectIn(data, 'Platform'), 'Manifests[].Platform'),
			isUnpacked: (amountOf(field(objectIn(data, 'Size'), 'Unpacked')) ?? 0) > 0,
		};
	});
}

// Layers that weren't unpacked aren't counted, though they are there and may be shared.
function isUnshared(row: JsonObject): boolean {
	return field(row, 'SharedSize') === 0 && manifestsOf(row).every(({isUnpacked}) => isUnpacked);
}

// Docker 24 with the containerd store gives a row for each tag.
function merged(images: readonly LocalImage[]): readonly LocalImage[] {
	const byId = new Map<Digest, LocalImage>();
	for (const image of images) {
		const known = byId.get(image.id);
		byId.set(image.id, known === undefined
			? image
			: {
				...known,
				tags: [...new Set([...known.tags, ...image.tags])].toSorted(),
				repoDigests: [...new Set([...known.repoDigests, ...image.repoDigests])].toSorted(),
			});
	}

	// Engines list what is equally old in any order, and rows mustn't jump.
	return [...byId.values()].toSorted((first, second) => ((second.created ?? 0) - (first.created ?? 0)) || (first.id < second.id ? -1 : 1));
}

async function storeOf(connection: EngineConnection, headers: IncomingHttpHeaders, rows: readonly JsonObject[], signal: AbortSignal): Promise<Store> {
	if (isFromPodman(headers)) {
		return 'podman';
	}

	if (connection.version >= since.manifests || connection.version < since.containerdStore) {
		return rows.some(row => isObject(field(row, 'Descriptor'))) ? 'containerd' : 'classic';
	}

	const answer = await getJson(connection, {path: '/info', signal}, 'while the engine was asked for its store');
	return answer.isFound && JSON.stringify(field(asObject(answer.value, 'Info'), 'DriverStatus'))?.includes('io.containerd.snapshotter') ? 'containerd' : 'classic';
}

function objectIn(object: JsonObject, name: string): JsonObject {
	const value = field(object, name);
	return isObject(value) ? value : {};
}

function amountOf(value: unknown): number | undefined {
	return typeof value === 'number' && value >= 0 ? value : undefined;
}
