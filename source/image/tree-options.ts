import type {Change} from './lifetimes.ts';
import type {TreeSort} from './tree-order.ts';

/** All that a container sees at a layer, or only what the layer changed, in its folders. */
export type TreeScope = 'merged' | 'layer';

/** What the tree shows, and how. */
export type TreeOptions = {
	/** Counted from 0; below `Lifetimes.layers.length`. */
	readonly layer: number;
	readonly scope: TreeScope;
	readonly sort: TreeSort;
	/** Kinds of change that are left out, but for folders of something that is shown. */
	readonly hidden: ReadonlySet<Change>;
	/** A filter; what it lets pass is shown in its folders, and what lies in a folder that passes is there too. Keep the same function while it filters the same. */
	readonly matches: ((node: number) => boolean) | undefined;
	/** Whether a folder is unfolded, which may depend on whether something in it passes the filter; it isn't asked of the root, which has no row and always is. */
	readonly isOpen: (node: number, holdsMatch: boolean) => boolean;
};
