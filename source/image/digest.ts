/** `algorithm:hex`, checked by its grammar (OCI image-spec, descriptor.md, Digests). */
export type Digest = `sha256:${string}` | `sha512:${string}`;

const grammar = /^(?:sha256:[\da-f]{64}|sha512:[\da-f]{128})$/;

/** Whether a text is a digest that layerscope knows: sha256 or sha512, lower-case hex of the right length. */
export function isDigest(text: unknown): text is Digest {
	return typeof text === 'string' && grammar.test(text);
}

/** The hex part of a digest. */
export function digestHex(digest: Digest): string {
	return digest.slice(digest.indexOf(':') + 1);
}
