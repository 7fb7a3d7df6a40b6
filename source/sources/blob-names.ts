import {digestHex, isDigest, type Digest} from '../image/digest.ts';

/** The name of a blob's file: in an OCI layout `blobs/sha256/<hex>`, in skopeo's `dir:` format the bare hex. */
export function blobName(digest: Digest, isBare: boolean): string {
	const hex = digestHex(digest);
	return isBare ? hex : `blobs/${digest.slice(0, digest.indexOf(':'))}/${hex}`;
}

/** The digest that a config's name promises: `blobs/sha256/<hex>`, `<hex>.json`, or kaniko's `sha256:<hex>`. */
export function configDigestOf(name: string): Digest | undefined {
	return digestFrom(name, /^(?:blobs\/(sha256|sha512)\/|sha256:)?([\da-f]+)(?:\.json)?$/);
}

/** The digest of the stored bytes that a layer's name promises: `blobs/sha256/<hex>`, or kaniko's and crane's `<hex>.tar.gz`. */
export function layerDigestOf(name: string): Digest | undefined {
	return digestFrom(name, /^blobs\/(sha256|sha512)\/([\da-f]+)$/) ?? digestFrom(name, /^(sha256:)?([\da-f]+)\.tar\.gz$/);
}

function digestFrom(name: string, grammar: RegExp): Digest | undefined {
	const [, algorithm, hex] = grammar.exec(name) ?? [];
	const digest = `${algorithm === 'sha512' ? 'sha512' : 'sha256'}:${hex}`;
	return isDigest(digest) ? digest : undefined;
}
