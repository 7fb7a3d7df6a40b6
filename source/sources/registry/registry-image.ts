import {LayerscopeError} from '../../errors.ts';
import type {Digest} from '../../image/digest.ts';
import {parseJson} from '../../image/json.ts';
import {
	isAttestation, parseManifest, type Descriptor, type Manifest,
} from '../../image/manifest.ts';
import {indexTypes} from '../../image/media-types.ts';
import type {Platform} from '../../image/platform.ts';
import {familiarReference, formatReference, type Reference} from '../../image/reference.ts';
import type {RegistryDocument} from '../../registry/registry.ts';
import {blobName} from '../blob-names.ts';
import type {Candidate} from '../candidate.ts';
import {chooseImage} from '../choose-image.ts';
import type {Selection} from '../image-source.ts';
import {readLayoutImages} from '../layout-images.ts';
import type {Documents} from './documents.ts';

/** An image of a registry, as far as its manifest and config tell. */
export type RegistryImage = {
	readonly candidate: Candidate;
	/** Of the platform that was chosen. */
	readonly manifest: Manifest;
	readonly manifestDocument: RegistryDocument;
	readonly config: Uint8Array;
};

type Wish = {
	readonly reference: Reference;
	readonly selection: Selection;
	/** What is preferred where nothing was chosen. */
	readonly host: Platform;
};

const deepestNesting = 8;
const mostManifests = 1000;

/**
Finds the image that a reference names in a registry, and of several platforms the chosen one. Throws a `LayerscopeError`: `not-found`
where there is none such, `unreadable` where it is no image; and a `ChoiceNeededError` where nothing says which is meant.
*/
export async function findRegistryImage(documents: Documents, {reference, selection, host}: Wish, signal: AbortSignal): Promise<RegistryImage> {
	const name = familiarReference(formatReference(reference));
	const top = await documents.named(reference, signal);
	const parsed = parse(top);
	if (parsed.kind === 'manifest') {
		const image = await readImage(documents, {document: top, name}, signal);
		// It says which platforms there are where it isn't the wanted one.
		chooseImage({candidates: [image.candidate], beside: []}, {...selection, image: undefined}, host, name);
		return image;
	}

	const offered = await listOffered(documents, parsed.manifests, signal);
	if (offered.length === 0) {
		throw new LayerscopeError('unreadable', `${name} is an index that lists no image.`, {advice: 'Name another tag.'});
	}

	const candidates = offered.map(descriptor => asCandidate(descriptor, name));
	const {manifestDigest} = chooseImage({candidates, beside: []}, selection, host, name);
	return readImage(documents, {document: await documents.manifest(manifestDigest!, signal), name}, signal);
}

function parse({bytes, digest}: RegistryDocument) {
	return parseManifest(parseJson(bytes, `The manifest ${digest}`), `The manifest ${digest}`);
}

/** The images that an index lists, those in further indexes included, each once. */
async function listOffered(documents: Documents, manifests: readonly Descriptor[], signal: AbortSignal, depth = 1): Promise<readonly Descriptor[]> {
	const offered = new Map<Digest, Descriptor>();
	for (const descriptor of manifests.filter(descriptor => !isAttestation(descriptor))) {
		const parsed = indexTypes.has(descriptor.mediaType) && depth < deepestNesting ? parse(await documents.manifest(descriptor.digest, signal)) : undefined;
		const found = parsed?.kind === 'index' ? await listOffered(documents, parsed.manifests, signal, depth + 1) : [descriptor];
		for (const one of found) {
			offered.set(one.digest, one);
		}

		if (offered.size > mostManifests) {
			throw new LayerscopeError('unreadable', `The index lists more than ${mostManifests} images.`, {advice: 'Name one by its digest.'});
		}
	}

	return [...offered.values()];
}

function asCandidate({digest, platform}: Descriptor, name: string): Candidate {
	return {
		references: [name], manifestDigest: digest, platform, config: undefined, layers: [], warnings: [], failure: undefined,
	};
}

async function readImage(documents: Documents, {document, name}: {readonly document: RegistryDocument; readonly name: string}, signal: AbortSignal): Promise<RegistryImage> {
	const manifest = parse(document);
	if (manifest.kind === 'index') {
		throw new LayerscopeError('unreadable', `${name} lists an index for an image.`, {advice: 'Name one of its images by its digest.'});
	}

	const {mediaType, digest, bytes} = document;
	const root: Descriptor = {
		mediaType, digest, size: bytes.length, annotations: new Map(), platform: undefined,
	};
	let config: Uint8Array | undefined;
	const {candidates: [candidate], artifacts: [artifact]} = await readLayoutImages({
		async document(file) {
			if (file === blobName(digest, false)) {
				return bytes;
			}

			config = await documents.config(manifest.config, signal);
			return config;
		},
	}, [root]);
	if (artifact !== undefined) {
		throw new LayerscopeError('unreadable', `${name} is no container image but an artifact of the type ${artifact.type}.`, {
			advice: 'Artifacts have no file system to show; use the tool that they were made with.',
		});
	}

	if (candidate?.config === undefined || config === undefined) {
		throw candidate?.failure ?? new LayerscopeError('unreadable', `${name} is no container image.`);
	}

	return {
		candidate: {...candidate, references: [name]}, manifest, manifestDocument: document, config,
	};
}
