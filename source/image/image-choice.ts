import type {LayerFacts} from './image-facts.ts';

/** What an entry of an index is; only images are opened. */
export type EntryKind = 'image' | 'attestation' | 'signature' | 'artifact';

/** One of several images (or things beside them) that a source holds: a row of the list to choose from, and one of two to compare. */
export type ImageChoice = {
	readonly kind: EntryKind;
	/** The type of what is no image (`application/vnd.in-toto+json`), where something says it; untrusted. */
	readonly type: string | undefined;
	/** What `--image` takes to choose it; untrusted. `undefined` where there is nothing but the platform to choose by. */
	readonly reference: string | undefined;
	/** What `--platform` takes to choose it, with variant and the system's version. */
	readonly platform: string | undefined;
	/** Of its manifest; of its config where there is no manifest; empty where neither is known. */
	readonly digest: string;
	/** Bytes of its config and its layers as stored or shipped; `undefined` where not all of them are known. */
	readonly size: number | undefined;
	/** How many layers it has; `undefined` until its manifest is read. */
	readonly layers: number | undefined;
	/** Its layers, lowest first; `undefined` until its manifest and its config are read. */
	readonly layerFacts: readonly LayerFacts[] | undefined;
	/** Those of its descriptor in the index, and of its manifest where that was read; untrusted. */
	readonly annotations: ReadonlyMap<string, string>;
	/** Whether it is one that would be opened here where nothing is chosen: the one for this machine, or the engine's. */
	readonly isHost: boolean;
	/** Whether all of it can be opened from this source: an engine and a layout list platforms that they don't hold. */
	readonly isHere: boolean;
};

/** Whether it is an image; attestations, signatures and other artifacts have no file system to show. */
export function isOpenable({kind}: ImageChoice): boolean {
	return kind === 'image';
}
