import type {FoundImage} from '../catalogue/found-image.ts';
import type {Catalogue} from '../catalogue/local-image.ts';
import type {Digest} from '../image/digest.ts';
import type {Platform} from '../image/platform.ts';
import type {Progress} from '../progress/progress.ts';

/** What is pulled; `platform` as `os/arch[/variant]`. */
export type PullWish = {readonly reference: string; readonly platform: string | undefined};

/** What is removed: tags or IDs as people write them, `isForced` against conflicts. */
export type RemoveWish = {readonly targets: readonly string[]; readonly isForced: boolean};

/** What became of a removal. */
export type Removed = {readonly untagged: readonly string[]; readonly deleted: readonly string[]};

/** Which images are written to which file; `isForced` replaces one that is there. */
export type SaveWish = {readonly references: readonly string[]; readonly file: string; readonly isForced: boolean};

/** All that the screen asks of an engine. Everything throws a `LayerscopeError` where it fails, and the signal's reason where it was aborted. */
export type EngineDesk = {
	/** The engine's address as the user knows it, once it has answered; untrusted. */
	readonly location: () => string | undefined;
	/** The images, again and again as more is known of them; ends with a complete catalogue. */
	images(signal: AbortSignal): AsyncGenerator<Catalogue, void>;
	/** One value each time that something changed in the engine. Ends only by an error or the signal. */
	changes(signal: AbortSignal): AsyncGenerator<undefined, void>;
	/** The platforms that the registry offers for a reference. */
	platforms(reference: string, signal: AbortSignal): Promise<readonly Platform[]>;
	/** Pulls; ends well only when the image is there. */
	pull(wish: PullWish, signal: AbortSignal): AsyncGenerator<Progress, void>;
	remove(wish: RemoveWish, signal: AbortSignal): Promise<Removed>;
	/** Writes an archive whole or not at all; gives `exists` where the file is there and may not be replaced. */
	save(wish: SaveWish, signal: AbortSignal): AsyncGenerator<Progress, {readonly kind: 'written'; readonly bytes: number} | {readonly kind: 'exists'}>;
	/** Loads an archive; gives what was loaded, as references or IDs. */
	load(file: string, signal: AbortSignal): AsyncGenerator<Progress, readonly string[]>;
	tag(source: string, target: string, signal: AbortSignal): Promise<void>;
	search(term: string, signal: AbortSignal): Promise<readonly FoundImage[]>;
	/** What a tag names in its registry now. */
	registryDigest(reference: string, signal: AbortSignal): Promise<Digest>;
	/** The tags of a repository, where its registry gives them. */
	tagsOf(repository: string, signal: AbortSignal): Promise<readonly string[]>;
};
