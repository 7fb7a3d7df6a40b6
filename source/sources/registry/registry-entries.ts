import {LayerscopeError} from '../../errors.ts';
import type {Digest} from '../../image/digest.ts';
import {artifactType} from '../../image/entry-kind.ts';
import {parseImageJson} from '../../image/json.ts';
import {isAttestation, parseManifest, type Descriptor} from '../../image/manifest.ts';
import {indexTypes, isConfigType} from '../../image/media-types.ts';
import type {RegistryDocument} from '../../registry/registry.ts';
import {blobName} from '../blob-names.ts';
import {readLayoutImages, type LayoutImages} from '../layout-images.ts';
import type {Documents} from './documents.ts';

/** What an index lists, as far as its descriptors tell: images, and what hangs beside them. Each once. */
export type ListedEntries = {readonly images: readonly Descriptor[]; readonly beside: readonly Descriptor[]};

const deepestNesting = 8;
const mostManifests = 1000;

/** So many manifests are asked for at once. */
const atOnce = 4;

/** The manifest or index in a document. Throws a `LayerscopeError` where it is neither. */
export function parseDocument({bytes, digest}: RegistryDocument) {
	return parseManifest(parseImageJson(bytes, `The manifest ${digest}`), `The manifest ${digest}`);
}

/** How a document would stand in an index. */
export function descriptorOf({mediaType, digest, bytes}: RegistryDocument): Descriptor {
	return {
		mediaType, digest, size: bytes.length, annotations: new Map(), platform: undefined,
	};
}

/** All that an index lists; those that it lists in turn are asked for. Throws a `LayerscopeError` where there are too many. */
export async function listEntries(documents: Documents, manifests: readonly Descriptor[], signal: AbortSignal): Promise<ListedEntries> {
	const found = new Map<Digest, Descriptor>();
	const indexes = new Set<Digest>();
	const walk = async (descriptors: readonly Descriptor[], depth: number): Promise<void> => {
		for (const descriptor of descriptors) {
			if (indexes.has(descriptor.digest)) {
				continue;
			}

			const parsed = indexTypes.has(descriptor.mediaType) && depth < deepestNesting ? parseDocument(await documents.manifest(descriptor.digest, signal)) : undefined;
			if (parsed?.kind === 'index') {
				indexes.add(descriptor.digest);
				await walk(parsed.manifests, depth + 1);
			} else if (!found.has(descriptor.digest)) {
				found.set(descriptor.digest, descriptor);
			}

			if (found.size + indexes.size > mostManifests) {
				throw new LayerscopeError('unreadable', `The index lists more than ${mostManifests} images.`, {advice: 'Name one by its digest.'});
			}
		}
	};

	await walk(manifests, 1);
	const all = [...found.values()];
	return {images: all.filter(descriptor => !isBeside(descriptor)), beside: all.filter(descriptor => isBeside(descriptor))};
}

// Some tools write the type of an image's config there.
function isBeside(descriptor: Descriptor): boolean {
	const {artifactType: type = ''} = descriptor;
	return isAttestation(descriptor) || (type !== '' && !isConfigType(type));
}

/** Reads manifests and configs, several at once. One that the registry hasn't, or that is unreadable, stands for itself; other failures are thrown. */
export async function readEntries(documents: Documents, descriptors: readonly Descriptor[], signal: AbortSignal): Promise<LayoutImages> {
	const bytes = new Map<string, Uint8Array>();
	const waiting = [...descriptors];
	const lane = async () => {
		for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
			await readEntry(documents, {descriptor: next, bytes}, signal);
		}
	};

	await Promise.all(Array.from({length: atOnce}, lane));
	return readLayoutImages({document: async name => bytes.get(name)}, descriptors);
}

type Reading = {readonly descriptor: Descriptor; readonly bytes: Map<string, Uint8Array>};

async function readEntry(documents: Documents, {descriptor, bytes}: Reading, signal: AbortSignal): Promise<void> {
	try {
		const document = await documents.manifest(descriptor.digest, signal);
		bytes.set(blobName(descriptor.digest, false), document.bytes);
		const parsed = parseDocument(document);
		if (parsed.kind === 'manifest' && artifactType(parsed) === undefined) {
			bytes.set(blobName(parsed.config.digest, false), await documents.config(parsed.config, signal));
		}
	} catch (error) {
		signal.throwIfAborted();
		if (!(error instanceof LayerscopeError) || (error.kind !== 'not-found' && error.kind !== 'unreadable')) {
			throw error;
		}
	}
}
