import {parseDecimal} from './decimal.ts';
import {parseNumeric} from './numbers.ts';
import {type PaxRecords} from './pax-records.ts';
import {type SparseMap} from './sparse-map.ts';

// The forms are described at https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html
const headerRegions = {start: 386, count: 4};
const blockRegions = {start: 0, count: 21};
const realSize = {start: 483, end: 495};
const numberLength = 12;
const comma = 0x2C;
const zero = 0x30;
const one = 0x31;

/** The size of an old GNU sparse file, holes included; NaN where it can't be read. */
export function oldSparseSize(bytes: Uint8Array, block: number): number {
	return parseNumeric(bytes, block + realSize.start, block + realSize.end);
}

/** Adds the regions that an old GNU sparse header, or a block that continues it, lists: whether another block follows, or undefined where they are wrong. */
export function readOldRegions(bytes: Uint8Array, block: number, isHeader: boolean, map: SparseMap): boolean | undefined {
	const {start, count} = isHeader ? headerRegions : blockRegions;
	const first = block + start;
	const end = first + (count * 2 * numberLength);
	for (let at = first; at < end && bytes[at] !== 0; at += 2 * numberLength) {
		const middle = at + numberLength;
		if (!map.add(parseNumeric(bytes, at, middle), parseNumeric(bytes, middle, middle + numberLength))) {
			return undefined;
		}
	}

	return bytes[end] !== 0;
}

/** Which of GNU's sparse forms the records are of: 1 has its map before the content, 0 in the records; undefined is no sparse file. */
export function sparseVersion(pax: PaxRecords): 0 | 1 | undefined {
	const major = pax.value('GNU.sparse.major');
	const minor = pax.value('GNU.sparse.minor');
	if (major.length === 0 && minor.length === 0) {
		// The first two forms didn't have to say their version.
		return pax.value('GNU.sparse.map').length > 0 ? 0 : undefined;
	}

	if (major.length !== 1 || minor.length !== 1) {
		return undefined;
	}

	if (major[0] === zero && (minor[0] === zero || minor[0] === one)) {
		return 0;
	}

	return major[0] === one && minor[0] === zero ? 1 : undefined;
}

/** The size of a PAX sparse file, holes included: `stored` where the records don't say, NaN where it isn't a number. */
export function paxSparseSize(pax: PaxRecords, stored: number): number {
	const key = pax.value('GNU.sparse.size').length > 0 ? 'GNU.sparse.size' : 'GNU.sparse.realsize';
	return pax.number(key, stored);
}

/** Adds the regions that the records list; false where they are wrong. */
export function readPaxRegions(pax: PaxRecords, map: SparseMap): boolean {
	const text = pax.value('GNU.sparse.map');
	let numbers = 0;
	let offset = 0;
	for (let at = 0; at < text.length; numbers++) {
		const found = text.indexOf(comma, at);
		const end = found === -1 ? text.length : found;
		const number = parseDecimal(text, at, end);
		if (Number.isNaN(number) || (numbers % 2 === 1 && !map.add(offset, number))) {
			return false;
		}

		offset = number;
		at = end + 1;
	}

	return text.at(-1) !== comma && numbers === 2 * pax.number('GNU.sparse.numblocks', Number.NaN);
}
