import {GrowingBytes} from './growing-bytes.ts';
import {noLimits, type IndexLimits} from './reading-limits.ts';
import {withoutRoom, withRoom} from './room.ts';
import {XattrTable} from './xattr-table.ts';
import {
	entryBytes, typeCodes, unknownMode, type EntryType, type LayerIndex,
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
	/** How many entries were left out: from the first one on that had no room within the limits. */
	readonly leftOut: number;
	/** Adds the next entry, or counts it as left out. */
	add(entry: EntryFacts): void;
	/** The index of what was added; `length` is that of the tar in bytes. The builder can't be used any more. */
	finish(length: number): LayerIndex;
};

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

/**
Builds the index of a layer entry by entry. Where the length of the tar is known, in bytes, it takes little more memory than the index itself;
it may be wrong.
*/
export function createLayerIndexBuilder(tarLength?: number, limits: IndexLimits = noLimits): LayerIndexBuilder {
	return new Builder(tarLength, limits);
}

/** The index of a layer without entries. */
export function emptyLayerIndex(): LayerIndex {
	return createLayerIndexBuilder().finish(0);
}

class Builder implements LayerIndexBuilder {
	leftOut = 0;
	readonly #names = new GrowingBytes();
	readonly #xattrs = new XattrTable();
	#columns = createColumns();
	#room = 0;
	#count = 0;
	readonly #tarLength: number | undefined;
	/** What the limits have room for: entries in all, and bytes that are left. */
	#entries: number;
	#bytes: number;

	constructor(tarLength: number | undefined, limits: IndexLimits) {
		this.#tarLength = tarLength;
		this.#entries = limits.entries;
		this.#bytes = limits.bytes;
	}

	add(entry: EntryFacts): void {
		const {name, target, xattrs} = entry;
		const bytes = entryBytes + name.length + target.length;
		if (this.#count >= this.#entries || bytes + xattrs.length > this.#bytes) {
			// What would have room behind it is left out too.
			this.#entries = 0;
			this.leftOut++;
			return;
		}

		if (this.#count === this.#room) {
			this.#grow(this.#share(entry.offset));
		}

		const columns = this.#columns;
		const at = this.#count++;
		columns.types[at] = typeCodes[entry.type];
		columns.typeflags[at] = entry.typeflag;
		columns.modes[at] = Number.isNaN(entry.mode) ? unknownMode : entry.mode & 0o7777;
		columns.uids[at] = entry.uid;
		columns.gids[at] = entry.gid;
		columns.sizes[at] = entry.type === 'file' || entry.type === 'unknown' ? entry.size : 0;
		columns.mtimes[at] = entry.mtime;
		columns.offsets[at] = entry.offset;
		columns.devices[at] = deviceNumber(entry);
		const before = this.#xattrs.length;
		columns.xattrs[at] = this.#xattrs.numberOf(xattrs);
		columns.nameStarts[at] = this.#names.length;
		this.#names.add(name, this.#share(entry.offset));
		columns.linkStarts[at] = this.#names.length;
		this.#names.add(target);
		this.#bytes -= bytes + this.#xattrs.length - before;
	}

	finish(length: number): LayerIndex {
		// The end of the last link target is written where the next name would start.
		if (this.#count === this.#room) {
			this.#grow();
		}

		this.#columns.nameStarts[this.#count] = this.#names.length;
		const xattrs = this.#xattrs.finish();
		const columns = mapColumns(this.#columns, (name, column) => withoutRoom(column, this.#count + (name === 'nameStarts' ? 1 : 0)));
		return {
			...columns, count: this.#count, length, names: this.#names.finish(), xattrStarts: xattrs.starts, xattrBytes: xattrs.bytes,
		};
	}

	/** How much of the tar lies before an offset; `undefined` where that says nothing. */
	#share(offset: number): number | undefined {
		return this.#tarLength === undefined || offset <= 0 ? undefined : offset / this.#tarLength;
	}

	#grow(share?: number): void {
		this.#columns = mapColumns(this.#columns, (_, column) => withRoom(column, this.#count + 1, share && (this.#count + 2) / share));
		this.#room = this.#columns.types.length;
	}
}

function createColumns(): Columns {
	return Object.fromEntries(Object.entries(columnTypes).map(([name, Column]) => [name, new Column(0)])) as Columns;
}

function mapColumns(columns: Columns, map: (name: string, column: Columns[ColumnName]) => Columns[ColumnName]): Columns {
	return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, map(name, column)])) as Columns;
}

/** Major and minor number in 12 and 20 bits, as Linux has them; 0 for what is no device. */
function deviceNumber(entry: EntryFacts): number {
	const isDevice = entry.type === 'character-device' || entry.type === 'block-device';
	return isDevice ? (((entry.major & 0xF_FF) << 20) | (entry.minor & 0xF_FF_FF)) >>> 0 : 0;
}
