import type {Digest} from './digest.ts';
import type {ImageConfig} from './image-config.ts';
import type {Platform} from './platform.ts';
import type {LayerPresence} from './presence.ts';

/** What is known of whether the bytes of a layer are those that its digests name. */
export type Verification =
	| 'verified'
	| 'not-verified'
	| 'mismatch'
	/** Not hashed, but as the engine itself keeps it, which hashed it when it came. */
	| 'engine-store'
	/** Only its table of contents was read, which is the one that the manifest names; the layer itself wasn't, so that nobody knows whether it holds the same. */
	| 'table-of-contents';

/** A step of the image's history: the instruction as the Dockerfile has it, and the layer that it made. */
export type HistoryStep = {
	/** The Dockerfile line (`RUN apt-get update`), untrusted. */
	readonly instruction: string;
	readonly created: string | undefined;
	readonly comment: string | undefined;
	/** The number of the layer, from 0, or `undefined` for an `empty_layer` step. */
	readonly layer: number | undefined;
};

/** What is known of a layer before it is read. */
export type LayerFacts = {
	/** `undefined` for a container's writable layer, which has none. */
	readonly diffId: Digest | undefined;
	/** sha256 of the layer's blob as stored or shipped; `undefined` where this source can't know it. */
	readonly digest: Digest | undefined;
	readonly mediaType: string;
	/** Bytes of the compressed blob; `undefined` where the layer is plain or the source can't know. */
	readonly compressedSize: number | undefined;
	readonly instruction: string | undefined;
	readonly created: string | undefined;
};

/** The container whose writable layer lies on top of an image's layers. */
export type ContainerFacts = {
	readonly id: string;
	/** Untrusted, like the others. */
	readonly name: string;
	/** `running`, `exited`, `created`, `paused`: as the engine says when it was opened. */
	readonly state: string;
	/** What its image was called when it was made; that name may be another image's now. */
	readonly imageName: string | undefined;
};

/** What a source says of an image before its layers are read. */
export type ImageFacts = {
	/** As the user or the archive names it, untrusted; `undefined` where nothing does. */
	readonly reference: string | undefined;
	/** The image ID; `undefined` for a file system that is no image. */
	readonly id: Digest | undefined;
	readonly manifestDigest: Digest | undefined;
	readonly platform: Platform | undefined;
	readonly created: string | undefined;
	readonly config: ImageConfig;
	/** The config's JSON text as it was stored, for the raw view; untrusted. `undefined` until it is read. */
	readonly configText: string | undefined;
	/** That the engine's own files were read, and no save asked for; absent where it was. */
	readonly isFromStore?: true;
	/** That the lists of files of all layers are those of an earlier run; absent where one was read. */
	readonly isFromCache?: true;
	/** Of a registry's image: what of each layer was here when it was opened; absent until that is known, and elsewhere. */
	readonly presence?: readonly LayerPresence[];
	/** Whose writable layer the highest of `layers` is; absent for an image. */
	readonly container?: ContainerFacts;
	/** Lowest layer first. */
	readonly layers: readonly LayerFacts[];
	/** In order, `empty_layer` steps included; empty where there is no history. */
	readonly history: readonly HistoryStep[];
};

/** Whether a layer is the writable layer of a container. */
export function isContainerLayer({container, layers}: ImageFacts, layer: number): boolean {
	return container !== undefined && layer === layers.length - 1;
}
