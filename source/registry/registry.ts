import type {Descriptor} from '../image/manifest.ts';
import type {Digest} from '../image/digest.ts';

/** What a tag or digest names in a registry now, from a HEAD request. */
export type Resolved = {
	readonly mediaType: string;
	readonly digest: Digest;
	/** In bytes; `undefined` where the registry doesn't say. */
	readonly size: number | undefined;
};

/** A manifest, an index or a config as it came: its bytes hash to `digest`. */
export type RegistryDocument = {
	readonly mediaType: string;
	readonly digest: Digest;
	readonly bytes: Uint8Array;
};

/** Some bytes of a blob: from `start`, `length` of them (to the end where it isn't given). */
export type BlobRange = {
	readonly start: number;
	readonly length?: number | undefined;
};

/**
One repository of a registry. Every function throws a `LayerscopeError`: `not-found` where the registry has no such thing,
`engine` where it can't be reached, refuses, is silent for too long, or sends what isn't what was asked for.
*/
export type Registry = {
	/** As in a reference: `docker.io`, `host:port`. */
	readonly host: string;
	/** As in a reference: `library/nginx`. */
	readonly repository: string;
	/** Whether the talk is unencrypted. */
	readonly isPlain: boolean;
	/** Asks what a tag or digest names now, without fetching it. */
	resolve(reference: string, signal: AbortSignal): Promise<Resolved>;
	/** A manifest or index by its tag or digest, of 4 MiB at most; the digest is computed, and compared where one was asked for or promised. */
	document(reference: string, signal: AbortSignal): Promise<RegistryDocument>;
	/** A small blob whole (a config), of 4 MiB at most, verified by its digest and size. */
	smallBlob(descriptor: Descriptor, signal: AbortSignal): Promise<Uint8Array>;
	/**
	A blob's bytes as they come, resumed by range where the connection breaks. Whole blobs are verified at the end: the last chunk comes only
	when digest and size agree. A range can't be verified here: whoever asks for one has a checksum of its own.
	*/
	blob(descriptor: Descriptor, signal: AbortSignal, range?: BlobRange): AsyncGenerator<Uint8Array, void>;
	/** All tags, sorted; untrusted. */
	tags(signal: AbortSignal): Promise<readonly string[]>;
	/** Gives connections back. */
	close(): void;
};

/** How registries are reached. */
export type RegistryOptions = {
	/** `host[:port]` of registries that may be asked over plain http, or over https with a certificate that nobody vouches for. */
	readonly insecure: readonly string[];
	/** A file of certificates, PEM, of authorities that count besides the system's. */
	readonly authorities?: string | undefined;
	/** Reads `HTTPS_PROXY`, `SSL_CERT_FILE`, `DOCKER_CONFIG` and the like. */
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Where connections and retries are told, for `--debug`. Never a secret. */
	readonly log?: ((line: string) => void) | undefined;
};

/** Opens a repository; nothing is asked before it's needed. */
export type OpenRegistry = (name: {readonly registry: string; readonly repository: string}, options: RegistryOptions) => Registry;
