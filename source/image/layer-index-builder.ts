import {LayerscopeError} from '../errors.ts';
import {GrowingBytes} from './growing-bytes.ts';
import {XattrTable} from './xattr-table.ts';
import {
	typeCodes, unknownMode, type EntryType, type LayerIndex,
} from './layer-index.ts';

/** What the index keeps of an entry; a TarEntry is one. The bytes are copied. A number is NaN where it isn't known. */
export type EntryFacts = {
	readonly name: Uint8Array;
	readonly target: Uint8Array;
	readonly typeflag: number;
	readonly type: EntryType;
	readonly size: number;
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	readonly mtime: number;
	readonly major: number;
	readonly minor: number;
	readonly xattrs: Uint8Array;
	readonly offset: number;
};

export type LayerIndexBuilder = {
	/** Adds the next entry. Throws a LayerscopeError where names or attributes take more memory than any real layer needs. */
	add(entry: EntryFacts): void;
	/** The index of what was added; `length` is that of the tar in bytes. The builder can't be used any more. */
	finish(length: number): LayerIndex;
};

const smallestPage = 1024;
const largestPage = 2 ** 16;
/** Both are far beyond what a layer of a million files has, and keep a made-up one from taking all memory. */
const maxNameBytes = 2 ** 29;
const maxXattrBytes = 2 ** 28;

/** The columns with one value for each entry. */
const columnTypes = {
	types: Uint8Array,
	typeflags: Uint8Array,
	modes: Uint16Array,
	uids: Float64Array,
	gids: Float64Array,
	sizes: Float64Array,
	mtimes: Float64Array,
	offsets: Float64Array,
	devices: Uint32Array,
	xattrs: Uint32Array,
	nameStarts: Uint32Array,
	linkStarts: Uint32Array,
} as const;

type Columns = {[Name in keyof typeof columnTypes]: InstanceType<(typeof columnTypes)[Name]>};
type ColumnName = keyof Columns;

/** Builds the index of a layer entry by entry; it grows page by page, so that it takes little more than the index itself. */
export function createLayerIndexBuilder(): LayerIndexBuilder {
	return new Builder();
}

/** The index of a layer without entries. */
export function emptyLayerIndex(): LayerIndex {
	return createLayerIndexBuilder().finish(0);
}

class Builder implements LayerIndexBuilder {
	readonly #fullPages: Columns[] = [];
	readonly #names = new GrowingBytes();
	readonly #xattrs = new XattrTable();
	#page = createPage(smallestPage);
	/** Entries on the last page. */
	#used = 0;
	#count = 0;

	add(entry: EntryFacts): void {
		if (this.#used === this.#page.types.length) {
			this.#fullPages.push(this.#page);
			this.#page = createPage(Math.min(largestPage, this.#used * 2));
			this.#used = 0;
		}

		const page = this.#page;
		const at = this.#used++;
		this.#count++;
		page.types[at] = typeCodes[entry.type];
		page.typeflags[at] = entry.typeflag;
		page.modes[at] = Number.isNaN(entry.mode) ? unknownMode : entry.mode & 0o7777;
		page.uids[at] = entry.uid;
		page.gids[at] = entry.gid;
		page.sizes[at] = entry.type === 'file' || entry.type === 'unknown' ? entry.size : 0;
		page.mtimes[at] = entry.mtime;
		page.offsets[at] = entry.offset;
		page.devices[at] = deviceNumber(entry);
		page.xattrs[at] = this.#xattrs.numberOf(entry.xattrs);
		page.nameStarts[at] = this.#names.length;
		this.#names.add(entry.name);
		page.linkStarts[at] = this.#names.length;
		this.#names.add(entry.target);
		this.#checkMemory(entry.offset);
	}

	finish(length: number): LayerIndex {
		const xattrs = this.#xattrs.finish();
		const columns: Columns = createPage(0);
		for (const name of Object.keys(columnTypes) as ColumnName[]) {
			this.#join(name, columns);
		}

		return {
			...columns, count: this.#count, length, names: this.#names.finish(), xattrStarts: xattrs.starts, xattrBytes: xattrs.bytes,
		};
	}

	/** Puts a column together from its pages, and gives those up before the next column takes memory. */
	#join<Name extends ColumnName>(name: Name, into: Columns): void {
		// The end of the last link target is written where the next name would start.
		const extra = name === 'nameStarts' ? 1 : 0;
		const whole = createColumn(name, this.#count + extra);
		let at = 0;
		for (const page of this.#fullPages) {
			whole.set(page[name], at);
			at += page[name].length;
			page[name] = createColumn(name, 0);
		}

		whole.set(this.#page[name].subarray(0, this.#used), at);
		whole.fill(this.#names.length, this.#count);
		into[name] = whole;
	}

	#checkMemory(offset: number): void {
		if (this.#names.length > maxNameBytes || this.#xattrs.length > maxXattrBytes) {
			throw new LayerscopeError('unreadable', 'The names or extended attributes of a layer take more memory than those of any real image', {offset});
		}
	}
}

function createColumn<Name extends ColumnName>(name: Name, length: number): Columns[Name] {
	return new columnTypes[name](length) as Columns[Name];
}

function createPage(length: number): Columns {
	return Object.fromEntries(Object.entries(columnTypes).map(([name, Column]) => [name, new Column(length)])) as Columns;
}

/** Major and minor number in 12 and 20 bits, as Linux has them; 0 for what is no device. */
function deviceNumber(entry: EntryFacts): number {
	const isDevice = entry.type === 'character-device' || entry.type === 'block-device';
	return isDevice ? (((entry.major & 0xF_FF) << 20) | (entry.minor & 0xF_FF_FF)) >>> 0 : 0;
}
