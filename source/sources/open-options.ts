import type {LayerCache} from '../cache/layer-cache.ts';
import type {EngineChoice} from '../engine/engine-choice.ts';
import type {ReadingLimits} from '../image/reading-limits.ts';
import type {Registry} from '../registry/registry.ts';
import type {Selection} from './image-source.ts';

/** How an image is opened. */
export type OpenOptions = {
	readonly selection: Selection;
	/** Whether an engine may or must fetch the image from its registry. */
	readonly pull: 'missing' | 'always' | 'never';
	/** Whether standard input is kept in a temporary file, so that contents can be read. */
	readonly spool: boolean;
	/** Whether every byte is hashed before a layer is given out. */
	readonly verify: boolean;
	/** Whether an engine's own files may be read instead of a save; they may where nothing is said. */
	readonly store?: boolean;
	/** How much of it is read; as much as is usual where nothing is said. */
	readonly limits?: ReadingLimits | undefined;
	/** Ends what opening waits for: standard input that is being spooled. */
	readonly signal?: AbortSignal;
	/** Which engine is meant; the environment's where it isn't given. */
	readonly engine?: EngineChoice;
	/** Where layers of engines' images are kept from one run to the next; nowhere where it isn't given. */
	readonly cache?: LayerCache | undefined;
	/** How registries are asked without an engine; they aren't where it isn't given. */
	readonly registry?: RegistryReading | undefined;
};

/** How images are read from registries. */
export type RegistryReading = {
	/** Opens a repository; nothing is asked before it's needed. */
	readonly open: (name: {readonly registry: string; readonly repository: string}) => Promise<Registry>;
	/** The folder in which blobs are kept from one run to the next; they aren't where it isn't given. */
	readonly blobs: string | undefined;
	/** Is told why none can be kept there, and what would help; untrusted text. */
	readonly warn?: ((why: string) => void) | undefined;
	/** Whether layers that aren't here stay where they are, so that only manifest and config are fetched. */
	readonly isBrief?: boolean;
	/** Whether an engine that is here is asked which layers it has. */
	readonly asksEngine?: boolean;
};
