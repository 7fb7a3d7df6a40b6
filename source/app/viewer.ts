import type {LayerscopeError} from '../errors.ts';
import type {ContentRows} from './content-rows.ts';
import type {Filter} from './filter.ts';

/** Where the content of a file lies, links followed. */
export type ContentPlace = {
	/** Counted from 0. */
	readonly layer: number;
	/** `LayerIndex.offsets` of the entry. */
	readonly offset: number;
	readonly size: number;
};

/** How many bytes of a file are kept for the viewer. */
export const contentLimit = 64 * 1024 * 1024;

/** A file that is looked at. */
export type Viewer = {
	/** The path that was asked for, and the one that its links lead to. */
	readonly path: Uint8Array;
	readonly target: Uint8Array;
	/** The layer at which it is looked at. */
	readonly layer: number;
	readonly place: ContentPlace;
	readonly current: number;
	readonly total: number | undefined;
	readonly error: LayerscopeError | undefined;
	/** `undefined` until it is read. */
	readonly bytes: Uint8Array | undefined;
	/** There is more than the limit. */
	readonly isCut: boolean;
	readonly rows: ContentRows | undefined;
	readonly isHex: boolean;
	readonly top: number;
	/** The first column that is shown. */
	readonly left: number;
	readonly search: Filter | undefined;
	/** The row of the last match, or -1. */
	readonly match: number;
};

/** How many bytes a row of the hex view has. */
export function hexWidth(columns: number): number {
	return columns >= 78 ? 16 : (columns >= 46 ? 8 : 4);
}

/** How many rows the viewer has to scroll through. */
export function viewerRows({bytes, rows, isHex}: Viewer, columns: number): number {
	if (bytes === undefined || rows === undefined) {
		return 0;
	}

	return isHex ? Math.ceil(bytes.length / hexWidth(columns)) : rows.count;
}
