import {createLayerIndexBuilder} from './layer-index-builder.ts';
import {changeFlags, type EntryType, type LayerIndex} from './layer-index.ts';

/** What a container did to a path; `Kind` 0, 1 and 2 of the Engine API. */
export type ContainerChange = {
	/** Absolute, as the engine's JSON has it; untrusted. */
	readonly path: string;
	readonly kind: 'changed' | 'added' | 'removed';
};

/** The same with all that follows from the other changes. */
type Told = {
	kind: keyof typeof changeFlags;
	/** Something in it was changed or added, so that it is a directory. */
	isParent: boolean;
};

/** What a path is, where that had to be asked; `gone` where nothing is there. */
export type KnownKind = 'directory' | 'other' | 'gone';

/** All changes by their paths, with the directories that they lie in. */
export type ContainerTree = ReadonlyMap<string, Readonly<Told>>;

/** Puts a container's changes together: which of them are directories, and which replaced what was there. */
export function containerTree(changes: readonly ContainerChange[]): ContainerTree {
	const tree = new Map<string, Told>();
	for (const {path, kind} of changes) {
		tree.set(clean(path), {kind, isParent: false});
	}

	tree.delete('');
	const listed = [...tree.keys()];
	for (const path of listed) {
		addParents(tree, path, tree.get(path)!.kind !== 'removed');
	}

	// What was in a directory that is gone went with it.
	return new Map([...tree].filter(([path]) => !parentsOf(path).some(parent => tree.get(parent)!.kind === 'removed')));
}

function clean(path: string): string {
	return path.split('/').filter(part => part !== '').map(part => `/${part}`).join('');
}

/** The directories above a path, the nearest first, the root left out. */
function parentsOf(path: string): string[] {
	const parents: string[] = [];
	for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
		parents.push(path.slice(0, end));
	}

	return parents;
}

/** Marks the directories above a path, and adds those that the engine left out. */
function addParents(tree: Map<string, Told>, path: string, isThere: boolean): void {
	for (const parent of parentsOf(path)) {
		const told = tree.get(parent) ?? {kind: 'around', isParent: true};
		tree.set(parent, told);
		// With overlayfs a directory that was made anew is listed as removed, and then what is in it.
		told.kind = told.kind === 'removed' && isThere ? 'replaced' : (told.kind === 'changed' ? 'around' : told.kind);
		told.isParent ||= told.kind !== 'removed';
	}
}

/**
A container's writable layer as a layer index. A path is a directory where other changes lie below it; else it is of a kind that isn't known,
but for those that were asked. Sizes, modes, owners and times aren't known of any.
*/
export function containerLayerIndex(tree: ContainerTree, asked: ReadonlyMap<string, KnownKind> = new Map()): LayerIndex {
	const builder = createLayerIndexBuilder();
	const encoder = new TextEncoder();
	let entry = 0;
	for (const [path, told] of [...tree].toSorted(([a], [b]) => a < b ? -1 : 1)) {
		const {kind, type} = entryOf(told, asked.get(path));
		builder.add({
			name: encoder.encode(path), target: new Uint8Array(0), typeflag: changeFlags[kind], type, size: Number.NaN, mode: Number.NaN,
			uid: Number.NaN, gid: Number.NaN, mtime: Number.NaN, major: 0, minor: 0, xattrs: new Uint8Array(0), offset: entry++,
		});
	}

	return {...builder.finish(0), isWritable: true};
}

function entryOf({kind, isParent}: Told, asked: KnownKind | undefined): {readonly kind: Told['kind']; readonly type: EntryType} {
	if (asked === 'gone') {
		return {kind: 'removed', type: 'unknown'};
	}

	const isDirectory = isParent || asked === 'directory';
	// What was listed as removed and is there was made anew.
	return {kind: kind === 'removed' && asked !== undefined ? 'replaced' : kind, type: isDirectory ? 'directory' : 'unknown'};
}
