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
	/** Bytes of its manifest, its config and its layers as stored or shipped: what a pull of all of it brings. `undefined` where not all of them are known. */
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

/** What a row is, in a few words: `image`, `image, not here`, `attestation of linux/amd64`, `signature`. `all` are the rows of its list. */
export function entryWords({kind, annotations, isHere}: ImageChoice, all: readonly ImageChoice[]): string {
	if (kind === 'image') {
		return isHere ? 'image' : 'image, not here';
	}

	const about = annotations.get('vnd.docker.reference.digest');
	const platform = about === undefined ? undefined : all.find(({digest}) => digest === about)?.platform;
	return platform === undefined ? kind : `${kind} of ${platform}`;
}

/** The annotations that say something which no column does. */
export function ownAnnotations({annotations}: ImageChoice): ReadonlyArray<readonly [key: string, value: string]> {
	return [...annotations].filter(([key]) => !shownElsewhere.has(key));
}

const shownElsewhere = new Set(['vnd.docker.reference.digest', 'vnd.docker.reference.type', 'org.opencontainers.image.ref.name', 'io.containerd.image.name']);
