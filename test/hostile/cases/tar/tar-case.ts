/** A layer's tar that nobody means well with, and what has to come of it. */
export type TarCase = {
	/** In the words of whoever reads the table. */
	readonly name: string;
	readonly tar: () => Uint8Array;
	/** Each entry that is read: its name, its type and its size. */
	readonly entries: readonly string[];
	/** Why it can't be read to its end, and at which byte of the tar; missing where it can. */
	readonly problem?: {readonly message: RegExp; readonly offset: number};
	/** Of the image, beside the one about a problem. */
	readonly warnings?: readonly string[];
	/** Facts of some entry that matter beside its size. */
	readonly facts?: ReadonlyArray<{readonly entry: number} & Partial<Record<'mtime' | 'uid' | 'gid', number>>>;
};
