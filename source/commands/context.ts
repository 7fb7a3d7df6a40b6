import type {LayerCache} from '../cache/layer-cache.ts';
import type {EngineChoice} from '../engine/engine-choice.ts';
import type {ReadingLimits} from '../image/reading-limits.ts';
import type {RegistryOptions} from '../registry/registry.ts';
import type {Selection} from '../sources/image-source.ts';
import type {CacheWarning} from './cache-warning.ts';
import type {Log} from './log.ts';

/** What every command is given. */
export type Context = {
	readonly selection: Selection;
	readonly pull: 'missing' | 'always' | 'never';
	readonly spool: boolean;
	readonly verify: boolean;
	/** Whether an engine's own files may be read. */
	readonly store: boolean;
	/** How much is read of an image. */
	readonly limits: ReadingLimits;
	readonly isJson: boolean;
	/** Which engine every command talks to. */
	readonly engine: EngineChoice;
	/** How registries are reached that are asked without an engine. */
	readonly registries: RegistryOptions;
	/** Where layers of engines' images are kept; `undefined` with `--no-cache`. */
	readonly cache: LayerCache | undefined;
	/** Tells the user why nothing can be kept. */
	readonly cacheWarning: CacheWarning;
	/** Whether only what a registry tells without its layers is wanted, where they aren't here. */
	readonly isBrief?: boolean;
	readonly log: Log;
	/** Aborted by SIGINT, SIGTERM and SIGHUP. */
	readonly signal: AbortSignal;
	/** Says one line to the user on standard error, already escaped. */
	readonly say: (line: string) => void;
};
