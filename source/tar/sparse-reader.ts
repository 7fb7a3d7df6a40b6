import {blockSize} from './block-collector.ts';
import {flags, isHeaderOnly, type TarEntry} from './entry.ts';
import {formatOf} from './header-block.ts';
import {type PaxRecords} from './pax-records.ts';
import {
	oldSparseSize, paxSparseSize, readOldRegions, readPaxRegions, sparseVersion,
} from './sparse-formats.ts';
import {SparseMap} from './sparse-map.ts';
import {SparseText} from './sparse-text.ts';

/** How far the map of a sparse file has been read. */
export type SparseState = 'not-sparse' | 'more' | 'whole' | 'wrong';

/** Blocks that may continue an old GNU map, which keeps it within 1 MiB, as in Go. */
const maxOldBlocks = 2047;
const maxTextBlocks = 2048;

/** Reads the map of a sparse file in any of its forms: in the header, in PAX records, or in blocks that follow. */
export class SparseReader {
	readonly map: SparseMap;
	readonly #text = new SparseText();
	#isText = false;
	#blocks = 0;

	constructor(keepRegions: boolean) {
		this.map = new SparseMap(keepRegions);
	}

	/** Starts with an entry's header and records. Sets the entry's size, and its name where GNU's records have one. */
	start(entry: TarEntry, header: Uint8Array, at: number, pax: PaxRecords | undefined): SparseState {
		this.#blocks = 0;
		this.#isText = false;
		if (entry.typeflag === flags.gnuSparse) {
			return this.#startOld(entry, header, at);
		}

		const version = pax === undefined ? undefined : sparseVersion(pax);
		return pax === undefined || version === undefined ? 'not-sparse' : this.#startPax(entry, pax, version);
	}

	/** Adds a block that follows the header. */
	add(entry: TarEntry, bytes: Uint8Array, at: number): SparseState {
		this.#blocks++;
		return this.#isText ? this.#addText(entry, bytes, at) : this.#addOld(bytes, at, false);
	}

	#startOld(entry: TarEntry, header: Uint8Array, at: number): SparseState {
		// STAR has the same type flag for another layout, which Go doesn't read either.
		if (formatOf(header, at) !== 'gnu') {
			return 'wrong';
		}

		entry.size = oldSparseSize(header, at);
		return this.#startMap(entry.size) ? this.#addOld(header, at, true) : 'wrong';
	}

	#addOld(bytes: Uint8Array, at: number, isHeader: boolean): SparseState {
		const isContinued = readOldRegions(bytes, at, isHeader, this.map);
		if (isContinued === undefined) {
			return 'wrong';
		}

		if (isContinued) {
			return this.#blocks < maxOldBlocks ? 'more' : 'wrong';
		}

		return 'whole';
	}

	#startPax(entry: TarEntry, pax: PaxRecords, version: 0 | 1): SparseState {
		const name = pax.value('GNU.sparse.name');
		entry.name = name.length > 0 ? name : entry.name;
		entry.size = paxSparseSize(pax, entry.size);
		if (isHeaderOnly(entry.typeflag) || !this.#startMap(entry.size)) {
			return 'wrong';
		}

		if (version === 0) {
			return readPaxRegions(pax, this.map) ? 'whole' : 'wrong';
		}

		this.#isText = true;
		this.#text.clear();
		return entry.storedSize < blockSize ? 'wrong' : 'more';
	}

	#addText(entry: TarEntry, bytes: Uint8Array, at: number): SparseState {
		const isWhole = this.#text.addBlock(bytes, at);
		// The map is a part of the stored content, which begins with the block behind it.
		entry.storedSize -= blockSize;
		if (isWhole) {
			return this.#text.readRegions(this.map) ? 'whole' : 'wrong';
		}

		return isWhole === undefined || entry.storedSize < blockSize || this.#blocks >= maxTextBlocks ? 'wrong' : 'more';
	}

	#startMap(fileSize: number): boolean {
		this.map.start(fileSize);
		return fileSize >= 0 && Number.isSafeInteger(fileSize);
	}
}
