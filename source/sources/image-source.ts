import type {LayerscopeError} from '../errors.ts';
import type {AskedFacts} from '../image/asked-facts.ts';
import type {ImageChoice} from '../image/image-choice.ts';
import type {ImageFacts, Verification} from '../image/image-facts.ts';
import type {LayerIndex} from '../image/layer-index.ts';
import type {Warning} from '../image/warning.ts';
import type {Progress} from '../progress/progress.ts';

export type {ImageChoice} from '../image/image-choice.ts';

/** What a source tells while it is read. `image` may come again when more is known; layers come in any order, each once. */
export type SourceEvent =
	| {readonly type: 'image'; readonly image: ImageFacts}
	| {readonly type: 'progress'; readonly progress: Progress}
	/** With `isUnread` nothing is known of its files, though nothing is wrong: a registry has it, and it wasn't to be fetched. */
	| {readonly type: 'layer'; readonly layer: number; readonly index: LayerIndex; readonly verification: Verification; readonly failure: LayerscopeError | undefined; readonly isUnread?: true}
	| {readonly type: 'verification'; readonly layer: number; readonly verification: Verification; readonly failure?: LayerscopeError | undefined}
	| {readonly type: 'warning'; readonly warning: Warning};

/** Which entry's content is wanted. */
export type ContentRequest = {
	/** Counted from 0. */
	readonly layer: number;
	/** `LayerIndex.offsets` of the entry. */
	readonly offset: number;
};

/** Content as it comes, or how far the way to it is. */
export type ContentEvent =
	| {readonly type: 'bytes'; readonly bytes: Uint8Array}
	| {readonly type: 'progress'; readonly current: number; readonly total: number | undefined};

/** Some bytes of one of several contents; `request` is the place of its entry in the list that was asked for. */
export type ContentPiece = {readonly request: number; readonly bytes: Uint8Array};

/** Where an image is read from. */
export type ImageSource = {
	/** In `--json` and in the header: `docker`, `container`, `archive`, `oci`, `rootfs`, `stdin`, `sample`, `registry`. */
	readonly kind: 'docker' | 'container' | 'archive' | 'oci' | 'rootfs' | 'stdin' | 'sample' | 'registry';
	/** A path or an engine's address, as the user knows it; untrusted. */
	readonly location: string;
	/** That it can't be read again: standard input that isn't kept. */
	readonly comesOnce?: boolean;
	/**
	Reads the image: facts first, then layers as they are indexed.
	Progress of the task `verify` comes when all else was told: from then on layers whose bytes were skipped are hashed, and only verifications and warnings follow.
	Throws a `LayerscopeError` where nothing can be shown; a layer that can't be read is an event with a failure and what came before it.
	*/
	read(signal: AbortSignal): AsyncGenerator<SourceEvent, void>;
	/** The content of one entry, byte for byte. Throws a `LayerscopeError` where this source can't give it (a pipe that wasn't spooled). */
	content(request: ContentRequest, signal: AbortSignal): AsyncGenerator<ContentEvent, void>;
	/** The contents of many entries in as few passes as can be, for a source that would go a long way for each: the pieces of one content after another, the contents in any order. */
	contents?(requests: readonly ContentRequest[], signal: AbortSignal): AsyncGenerator<ContentPiece, void>;
	/** What an entry is, for a layer that doesn't say it: a container's. Throws a `LayerscopeError` where it or the container is gone. */
	ask?(request: ContentRequest, signal: AbortSignal): Promise<AskedFacts>;
	/**
	All that the source holds, to choose another one from or to compare two: the images of an index, and what hangs beside them. May give a
	longer list again as more of it is known, the last time all. Missing where there can only be one. Throws a `LayerscopeError`.
	*/
	choices?(signal: AbortSignal): AsyncGenerator<readonly ImageChoice[], void>;
	/** Ends the fetching of layers that aren't here yet: each is told as one that failed, and the reading goes on to its end. */
	stop?(): void;
	/** Frees files, workers and connections. */
	close(): Promise<void>;
};

/** What the user chose when a source holds several images. */
export type Selection = {
	/** `os/architecture[/variant]` as typed. */
	readonly platform: string | undefined;
	readonly image: string | undefined;
};
