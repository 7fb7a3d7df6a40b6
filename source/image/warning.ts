/** What may be wrong with an image that can still be browsed. Codes are stable: scripts read them. */
export type WarningCode =
	// How layers overlay, where engines disagree
	| 'duplicate-entry'
	| 'whiteout-of-nothing'
	| 'whiteout-void'
	| 'whiteout-malformed'
	| 'whiteout-of-root'
	| 'whiteout-device'
	| 'parent-not-listed'
	| 'parent-not-a-directory'
	| 'link-to-lower-layer'
	| 'link-to-nothing'
	| 'path-outside-root'
	// Names that engines take alike, and write otherwise; one for a layer
	| 'path-absolute'
	// How the image is put together
	| 'history-missing'
	| 'history-mismatch'
	| 'media-type-mismatch'
	| 'size-mismatch'
	| 'digest-mismatch'
	| 'layer-missing'
	| 'layer-unreadable'
	| 'layer-encrypted'
	| 'entries-left-out'
	| 'trailing-garbage'
	| 'archive-irregular'
	// What an engine tells of a container
	| 'container-name-lost'
	| 'container-kind-unknown';

/** A warning with its place; `path` and `message` may hold untrusted text. */
export type Warning = {
	readonly code: WarningCode;
	/** Counted from 0; `undefined` where it is about the whole image. */
	readonly layer: number | undefined;
	/** Absolute path in the image, as bytes; `undefined` where it is about no path. */
	readonly path: Uint8Array | undefined;
	readonly message: string;
};
