import type {RegistryAnswer} from '../../catalogue/freshness.ts';
import type {Catalogue} from '../../catalogue/local-image.ts';
import type {ImageColumn} from '../../catalogue/sort-images.ts';
import type {Digest} from '../../image/digest.ts';
import type {LayerscopeError} from '../../errors.ts';
import {startCursor, type Cursor} from '../list.ts';
import type {Job} from './job.ts';

/** How the images of the engine are shown. */
export type ImageList = {
	readonly cursor: Cursor;
	/** The row under the cursor, so that it stays when the rows around it change. */
	readonly row: string | undefined;
	readonly sort: {readonly column: ImageColumn; readonly isReversed: boolean};
	readonly filter: string;
	readonly marked: ReadonlySet<Digest>;
	readonly unfolded: ReadonlySet<Digest>;
};

/** The engine beside the image that is open: what it holds, and what it is doing. */
export type Desk = {
	/** Whether it has been asked for its images. */
	readonly isWatched: boolean;
	readonly catalogue: Catalogue | undefined;
	/** The engine's address as the user knows it, once it answered; untrusted. */
	readonly location: string | undefined;
	/** When the catalogue came, in seconds since 1970. */
	readonly listedAt: number | undefined;
	/** Why what is shown isn't fresh, or isn't there. */
	readonly failure: LayerscopeError | undefined;
	readonly list: ImageList;
	/** By tag: what its registry answered, where it was asked. */
	readonly registry: ReadonlyMap<string, RegistryAnswer>;
	/** In the order in which they began. */
	readonly jobs: readonly Job[];
};

/** An engine that nobody has asked yet. */
export const startDesk: Desk = {
	isWatched: false, catalogue: undefined, location: undefined, listedAt: undefined, failure: undefined, registry: new Map(), jobs: [],
	list: {
		cursor: startCursor, row: undefined, sort: {column: 'name', isReversed: false}, filter: '', marked: new Set(), unfolded: new Set(),
	},
};
