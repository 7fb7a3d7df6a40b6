import {LayerscopeError} from '../../errors.ts';
import type {Descriptor, Manifest} from '../../image/manifest.ts';
import type {Platform} from '../../image/platform.ts';
import {familiarReference, formatReference, type Reference} from '../../image/reference.ts';
import type {RegistryDocument} from '../../registry/registry.ts';
import {blobName} from '../blob-names.ts';
import type {Candidate} from '../candidate.ts';
import {chooseImage} from '../choose-image.ts';
import type {FoundImages} from '../find-images.ts';
import type {Selection} from '../image-source.ts';
import {readLayoutImages} from '../layout-images.ts';
import type {Documents} from './documents.ts';
import {
	descriptorOf, listEntries, parseDocument, readEntries, type ListedEntries,
} from './registry-entries.ts';

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

/**
Finds the image that a reference names in a registry, and of several platforms the chosen one. Throws a `LayerscopeError`: `not-found`
where there is none such, `unreadable` where it is no image; and a `ChoiceNeededError` where nothing says which is meant.
*/
export async function findRegistryImage(documents: Documents, {reference, selection, host}: Wish, signal: AbortSignal): Promise<RegistryImage> {
	const name = familiarReference(formatReference(reference));
	const top = await documents.named(reference, signal);
	const parsed = parseDocument(top);
	if (parsed.kind === 'manifest') {
		const image = await readImage(documents, {document: top, name}, signal);
		// It says which platforms there are where it isn't the wanted one.
		chooseImage({candidates: [image.candidate], beside: []}, {...selection, image: undefined}, host, name);
		return image;
	}

	const offered = await asOffered(documents, {listed: await listEntries(documents, parsed.manifests, signal), name}, signal);
	if (offered.candidates.length === 0) {
		throw new LayerscopeError('unreadable', `${name} is an index that lists no image.`, {advice: 'Name another tag.'});
	}

	const {manifestDigest, manifestSize, platform, failure} = chooseImage(offered, selection, host, name);
	if (failure !== undefined) {
		throw failure;
	}

	const document = await documents.manifest(manifestDigest!, signal);
	if (manifestSize !== undefined && manifestSize !== document.bytes.length) {
		throw new LayerscopeError('unreadable', `The manifest ${document.digest} has ${document.bytes.length} bytes, not ${manifestSize} as the index says.`, {advice: 'Ask whoever built the image.'});
	}

	return readImage(documents, {document, name, platform}, signal);
}

/** What an index offers, by its descriptors alone where they tell the platforms. `name` is what its images are called. */
export async function asOffered(
	documents: Documents,
	{listed: {images, beside}, name}: {readonly listed: ListedEntries; readonly name: string},
	signal: AbortSignal,
): Promise<Pick<FoundImages, 'candidates' | 'beside'>> {
	const unclear = images.filter(({platform}) => platform === undefined);
	// Of these only the config tells what they run on.
	const read = unclear.length === 0 ? undefined : await readEntries(documents, unclear, signal);
	const known = new Map(read?.candidates.map(candidate => [candidate.manifestDigest, candidate]));
	const artifacts = new Set(read?.beside.filter(({manifest}) => manifest !== undefined).map(({descriptor: {digest}}) => digest));
	return {
		candidates: images.filter(({digest}) => !artifacts.has(digest)).map(descriptor => ({...known.get(descriptor.digest) ?? asCandidate(descriptor), references: [name]})),
		beside: [
			...read?.beside.filter(({descriptor: {digest}}) => artifacts.has(digest)) ?? [],
			...beside.map(descriptor => ({descriptor, manifest: undefined, references: []})),
		],
	};
}

function asCandidate({digest, size, platform, annotations}: Descriptor): Candidate {
	return {
		references: [], manifestDigest: digest, manifestSize: size, platform, annotations, config: undefined, layers: [], warnings: [], failure: undefined,
	};
}

type Chosen = {readonly document: RegistryDocument; readonly name: string; readonly platform?: Platform | undefined};

async function readImage(documents: Documents, {document, name, platform}: Chosen, signal: AbortSignal): Promise<RegistryImage> {
	const manifest = parseDocument(document);
	if (manifest.kind === 'index') {
		throw new LayerscopeError('unreadable', `${name} lists an index for an image.`, {advice: 'Name one of its images by its digest.'});
	}

	const {digest, bytes} = document;
	let config: Uint8Array | undefined;
	const {candidates: [candidate], artifacts: [artifact]} = await readLayoutImages({
		async document(file) {
			if (file === blobName(digest, false)) {
				return bytes;
			}

			config = await documents.config(manifest.config, signal);
			return config;
		},
	}, [{...descriptorOf(document), platform}]);
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
