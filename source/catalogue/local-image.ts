import type {Digest} from '../image/digest.ts';
import type {Platform} from '../image/platform.ts';

/** A container that holds an image. */
export type HoldingContainer = {
	readonly id: string;
	/** Without the slash before it; untrusted. */
	readonly name: string;
	/** The image's ID, as the engine gives it. */
	readonly imageId: string;
	/** As the engine calls it: `running`, `exited`, `created`, `paused`. */
	readonly state: string;
	/** Whether it would have to be stopped first: running, paused or restarting. */
	readonly isRunning: boolean;
};

/** One image that an engine holds, under however many names. */
export type LocalImage = {
	readonly id: Digest;
	/** Its tags as people write them (`nginx:1.27`), sorted; none for a dangling image. */
	readonly tags: readonly string[];
	/** `repository@digest`, as people write it. */
	readonly repoDigests: readonly string[];
	/** The platforms that are here whole; empty where the engine doesn't say (yet). */
	readonly platforms: readonly Platform[];
	/** Seconds since 1970. */
	readonly created: number | undefined;
	/** Bytes, as the engine counts them. */
	readonly size: number | undefined;
	/** Bytes that no other image needs, which removing it would free; `undefined` until it is known. */
	readonly unique: number | undefined;
	/** Bytes that other images need too; `undefined` until it is known. */
	readonly shared: number | undefined;
	/** Its layers, lowest first; `undefined` until it is known. */
	readonly diffIds: readonly Digest[] | undefined;
	/** Bytes of each of its layers once unpacked, lowest first; missing where nobody shares them, and where the engine doesn't say. */
	readonly layerSizes?: readonly number[];
	/** The image that the engine remembers to have built it on; often one without a name that no list shows. */
	readonly parent?: Digest;
	/** Those that hold it, whether they run or not. */
	readonly containers: readonly HoldingContainer[];
};

/** How an engine keeps its images, since what removing one means depends on it: Docker's own store, containerd's, or Podman's. */
export type Store = 'classic' | 'containerd' | 'podman';

/** What an engine holds: a snapshot. */
export type Catalogue = {
	readonly images: readonly LocalImage[];
	/** Those that a list leaves out: steps of builds, without a name, that other images were built on. */
	readonly hidden?: readonly LocalImage[];
	/** Containers whose image is gone: they still hold its layers, and nobody can say which. */
	readonly orphans?: readonly HoldingContainer[];
	/** `classic` where it is missing. */
	readonly store?: Store;
	/** Whether everything that can be known of the images is in it. */
	readonly isComplete: boolean;
};
