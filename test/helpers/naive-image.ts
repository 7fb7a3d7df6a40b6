import type {TestEntry} from './layer-of.ts';

/** A version of a path, as an object of its own: the opposite of what the merge does, and easy to follow. */
export type NaiveItem = {
	readonly path: string;
	readonly layer: number;
	/** Its position in its layer, or `undefined` for an implicit directory. */
	readonly position: number | undefined;
	readonly entry: TestEntry;
	/** The item that a hard link shares its content with. */
	link: NaiveItem | undefined;
};

export type NaiveTree = ReadonlyMap<string, NaiveItem>;

type OwnLayer = {
	readonly layer: number;
	readonly items: Map<string, NaiveItem>;
	readonly whiteouts: Set<string>;
	readonly opaque: Set<string>;
	readonly openLinks: NaiveItem[];
	readonly all: NaiveItem[];
};

const implicitEntry: TestEntry = {type: 'directory', name: '', mode: 0o755};

/** Overlays layers with plain maps: the tree after each layer, lowest first, and every item that was ever listed. */
export function naiveImage(layers: ReadonlyArray<readonly TestEntry[]>): {readonly trees: NaiveTree[]; readonly items: NaiveItem[]} {
	const trees: NaiveTree[] = [];
	const items: NaiveItem[] = [];
	for (const [layer, entries] of layers.entries()) {
		const own = unpack(layer, entries, items);
		const lower = trees.at(-1) ?? new Map<string, NaiveItem>();
		resolveOpenLinks(own, lower);
		trees.push(overlay(lower, own));
	}

	return {trees, items};
}

/** The item that holds the content of another. */
export function contentOf(item: NaiveItem): NaiveItem {
	return item.link === undefined ? item : contentOf(item.link);
}

export const isFolder = (item: NaiveItem | undefined): boolean => item?.entry.type === 'directory';

function unpack(layer: number, entries: readonly TestEntry[], all: NaiveItem[]): OwnLayer {
	const own: OwnLayer = {
		layer, items: new Map(), whiteouts: new Set(), opaque: new Set(), openLinks: [], all,
	};
	for (const [position, entry] of entries.entries()) {
		const path = clean(entry.name as string);
		const base = path.pop();
		if (base === undefined) {
			if (entry.type === 'directory') {
				own.items.set('', {
					path: '', layer, position, entry, link: undefined,
				});
			}

			continue;
		}

		const parent = enter(own, [], path, {left: 40});
		place(own, join(parent, base), base, {position, entry, parent: parent.join('/')});
	}

	return own;
}

function place(own: OwnLayer, path: string, base: string, {position, entry, parent}: {readonly position: number; readonly entry: TestEntry; readonly parent: string}): void {
	if (base === '.wh..wh..opq') {
		own.opaque.add(parent);
	} else if (base.startsWith('.wh..wh.') || ['.wh.', '.wh..', '.wh...'].includes(base)) {
		// Neither hides nor shows anything.
	} else if (base.startsWith('.wh.')) {
		own.whiteouts.add(path.slice(0, path.length - base.length) + base.slice(4));
	} else if (entry.type === 'character-device') {
		remove(own, path);
		own.whiteouts.add(path);
	} else {
		const link = entry.type === 'hardlink' ? findOwn(own, entry.target!) : undefined;
		const item: NaiveItem = {
			path, layer: own.layer, position, entry, link,
		};
		if (entry.type === 'hardlink' && item.link === undefined) {
			own.openLinks.push(item);
		}

		if (!(isFolder(own.items.get(path)) && isFolder(item))) {
			remove(own, path);
		}

		own.items.set(path, item);
		own.all.push(item);
	}
}

/** Walks into directories of the own layer, which come into being; its own symbolic links are followed. */
function enter(own: OwnLayer, from: readonly string[], path: readonly string[], links: {left: number}): string[] {
	let at = [...from];
	for (const name of path) {
		if (name === '..') {
			at.pop();
			continue;
		}

		const next = join(at, name);
		const item = own.items.get(next);
		const content = item === undefined ? undefined : contentOf(item);
		if (content?.entry.type === 'symlink' && links.left > 0) {
			links.left--;
			const target = content.entry.target!;
			at = enter(own, target.startsWith('/') ? [] : at, parts(target), links);
			continue;
		}

		if (!isFolder(item)) {
			remove(own, next);
			own.items.set(next, {
				path: next, layer: own.layer, position: undefined, entry: implicitEntry, link: undefined,
			});
		}

		at.push(name);
	}

	return at;
}

/** The listed item, no directory, that a hard link's target names in the own layer. */
function findOwn(own: OwnLayer, target: string): NaiveItem | undefined {
	const path = clean(target);
	const base = path.pop();
	const parent = base === undefined ? undefined : look(own.items, [], path, {left: 40});
	const item = parent === undefined ? undefined : own.items.get(join(parent, base!));
	return isFolder(item) ? undefined : item;
}

/** The same walk where nothing comes into being; `undefined` where it ends at no directory. */
function look(items: NaiveTree, from: readonly string[], path: readonly string[], links: {left: number}): string[] | undefined {
	let at: string[] | undefined = [...from];
	for (const name of path) {
		if (name === '..') {
			at.pop();
			continue;
		}

		const item = items.get(join(at, name));
		const content = item === undefined ? undefined : contentOf(item);
		if (content?.entry.type === 'symlink' && links.left > 0) {
			links.left--;
			const target = content.entry.target!;
			at = look(items, target.startsWith('/') ? [] : at, parts(target), links);
			if (at === undefined) {
				return undefined;
			}
		} else if (isFolder(item)) {
			at.push(name);
		} else {
			return undefined;
		}
	}

	return at;
}

function resolveOpenLinks(own: OwnLayer, lower: NaiveTree): void {
	for (const item of own.openLinks.toReversed()) {
		const later = findOwn(own, item.entry.target!);
		if (later !== undefined && contentOf(later) !== item) {
			item.link = later;
			continue;
		}

		const path = parts(item.entry.target!);
		const base = path.pop();
		const parent = base === undefined || base === '..' ? undefined : look(lower, [], path, {left: 40});
		const below = parent === undefined ? undefined : lower.get(join(parent, base!));
		item.link = isFolder(below) ? undefined : below;
	}
}

function overlay(lower: NaiveTree, own: OwnLayer): NaiveTree {
	const tree = new Map(lower);
	const removeBelow = (path: string) => {
		for (const key of tree.keys()) {
			if (key.startsWith(`${path}/`)) {
				tree.delete(key);
			}
		}
	};

	for (const path of own.whiteouts) {
		if (own.items.get(path)?.position === undefined) {
			removeBelow(path);
			tree.delete(path);
		}
	}

	for (const path of own.opaque) {
		if (path !== '') {
			removeBelow(path);
		}
	}

	for (const [path, item] of [...own.items].toSorted(([one], [other]) => one < other ? -1 : 1)) {
		const below = tree.get(path);
		if (!isFolder(item)) {
			removeBelow(path);
		}

		if (item.position !== undefined || !isFolder(below)) {
			tree.set(path, item);
		}
	}

	tree.delete('');
	return tree;
}

function remove(own: OwnLayer, path: string): void {
	for (const known of [own.items, own.whiteouts, own.opaque]) {
		for (const key of known.keys()) {
			if (key.startsWith(`${path}/`)) {
				known.delete(key);
			}
		}
	}

	own.items.delete(path);
	own.opaque.delete(path);
}

function clean(name: string): string[] {
	const path: string[] = [];
	for (const part of parts(name)) {
		if (part === '..') {
			path.pop();
		} else {
			path.push(part);
		}
	}

	return path;
}

const parts = (name: string): string[] => name.split('/').filter(part => part !== '' && part !== '.');

const join = (directory: readonly string[], name: string): string => [...directory, name].join('/');
