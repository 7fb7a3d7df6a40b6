import type {Digest} from '../../image/digest.ts';
import type {ImageFacts} from '../../image/image-facts.ts';
import type {Indexer} from '../../indexing/indexer.ts';
import type {
	ContentEvent, ContentPiece, ContentRequest, SourceEvent,
} from '../image-source.ts';
import type {LayerMemory} from './layer-memory.ts';

/** An image in an engine's own store. Its methods throw where it isn't as it should be; then the engine is asked instead. */
export type StoredImage = {
	/** Where many contents come together faster than each alone; gives back the places of the requests for those that the store hasn't. */
	readonly contents?: ((requests: readonly ContentRequest[], signal: AbortSignal) => AsyncGenerator<ContentPiece, number[]>) | undefined;
	/** The image and its layers, as `ImageSource.read` gives them. */
	read(signal: AbortSignal): AsyncGenerator<SourceEvent, void>;
	/** Throws a `StoreError`, before any byte, where the engine should be asked for this content. */
	content(request: ContentRequest, signal: AbortSignal): AsyncGenerator<ContentEvent, void>;
};

/** What reading an image out of a store starts from. */
export type Wanted = {
	/** What the engine says of it. */
	readonly early: ImageFacts;
	readonly id: Digest;
	readonly indexer: Indexer;
	/** Whether every byte is to be hashed. */
	readonly verify: boolean;
	readonly memory: LayerMemory;
};
