import {Buffer} from 'node:buffer';
import type {BlobStore} from '../../cache/blob-store.ts';
import {isDigest, type Digest} from '../../image/digest.ts';
import {asObject, field, parseJson} from '../../image/json.ts';
import type {Descriptor} from '../../image/manifest.ts';
import {formatReference, type Reference} from '../../image/reference.ts';
import type {Registry, RegistryDocument} from '../../registry/registry.ts';
import {documentLimit} from '../file-set.ts';
import {digestOf} from '../stored-config.ts';
import {
	annotationOf, entriesOf, indexEntry, nameAnnotation, readIndex, writeIndex,
} from './layout-index.ts';

/** The manifests and configs of a registry, those that are here already without asking for them. */
export type Documents = {
	/** What a reference names now; a tag's digest is always asked for. */
	readonly named: (reference: Reference, signal: AbortSignal) => Promise<RegistryDocument>;
	readonly manifest: (digest: Digest, signal: AbortSignal) => Promise<RegistryDocument>;
	readonly config: (descriptor: Descriptor, signal: AbortSignal) => Promise<Uint8Array>;
};

// So many references are remembered.
const mostRemembered = 1000;

/** Documents out of a store and, where it hasn't them, out of a registry; those are kept. */
export function createDocuments(registry: Registry, store: BlobStore): Documents {
	const kept = async (digest: Digest) => {
		const bytes = await store.read(digest, documentLimit);
		// A disk may do things to a file that nobody wrote.
		return bytes && digestOf(bytes, digest) === digest ? bytes : undefined;
	};

	const manifest = async (digest: Digest, signal: AbortSignal): Promise<RegistryDocument> => {
		const bytes = await kept(digest);
		if (bytes !== undefined) {
			return {digest, bytes, mediaType: typeOf(bytes)};
		}

		const document = await registry.document(digest, signal);
		await store.keep(document.digest, document.bytes);
		return document;
	};

	return {
		manifest,
		async named(reference, signal) {
			if (reference.digest !== undefined) {
				return manifest(reference.digest, signal);
			}

			const tag = reference.tag ?? 'latest';
			const known = await remembered(store, reference);
			// A HEAD request costs nothing of a registry's limits.
			const now = known && await kept(known) && await registry.resolve(tag, signal);
			if (now !== undefined && now.digest === known) {
				return manifest(known, signal);
			}

			const document = await registry.document(tag, signal);
			await store.keep(document.digest, document.bytes);
			await remember(store, reference, document);
			return document;
		},
		async config(descriptor, signal) {
			const known = await kept(descriptor.digest);
			if (known !== undefined) {
				return known;
			}

			const bytes = await registry.smallBlob(descriptor, signal);
			await store.keep(descriptor.digest, bytes);
			return bytes;
		},
	};
}

/** The same documents, but what a reference names is asked for only once. */
export function namedOnce(documents: Documents): Documents {
	let known: RegistryDocument | undefined;
	return {
		...documents,
		async named(reference, signal) {
			known ??= await documents.named(reference, signal);
			return known;
		},
	};
}

function typeOf(bytes: Uint8Array): string {
	const object = asObject(parseJson(bytes, 'The manifest'), 'The manifest');
	const type = field(object, 'mediaType');
	return typeof type === 'string' && type !== '' ? type : `application/vnd.oci.image.${field(object, 'manifests') === undefined ? 'manifest' : 'index'}.v1+json`;
}

async function remembered({folder}: BlobStore, reference: Reference): Promise<Digest | undefined> {
	const name = formatReference(reference);
	const index = await readIndex(folder).catch(() => undefined);
	const entry = entriesOf(index).find(entry => annotationOf(entry, nameAnnotation) === name);
	const digest = entry && field(entry, 'digest');
	return isDigest(digest) ? digest : undefined;
}

// What was lost because two wrote at once, or couldn't be written, costs a request the next time.
async function remember({folder}: BlobStore, reference: Reference, {mediaType, digest, bytes}: RegistryDocument): Promise<void> {
	const name = formatReference(reference);
	try {
		const index = await readIndex(folder).catch(() => undefined);
		const others = entriesOf(index).filter(entry => annotationOf(entry, nameAnnotation) !== name);
		const entry = indexEntry({mediaType, digest, size: Buffer.byteLength(bytes)}, {[nameAnnotation]: name});
		await writeIndex(folder, index, [...others.slice(-mostRemembered), entry]);
	} catch {
		// It is only a memory.
	}
}
