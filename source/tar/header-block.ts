import {type ByteBuffer} from './byte-buffer.ts';
import {parseNumeric} from './numbers.ts';
import {type TarEntry} from './entry.ts';

/** The formats that differ in what lies behind the link target. */
export type Format = 'v7' | 'ustar' | 'star' | 'gnu';

/** Where the strings of a header are put together. */
export type HeaderStrings = {readonly name: ByteBuffer; readonly target: ByteBuffer};

const slash = 0x2F;

// Positions of the fields in the 512 bytes of a header: https://www.gnu.org/software/tar/manual/html_node/Standard.html
const mode = 100;
const uid = 108;
const gid = 116;
const size = 124;
const mtime = 136;
const checksum = 148;
const typeflag = 156;
const target = 157;
const magic = 257;
const major = 329;
const minor = 337;
const prefix = 345;
const prefixEnd = 500;
const gnuAccessTime = 345;
const gnuChangeTime = 357;
const gnuTimesEnd = 369;
const starAccessTime = 476;
const starChangeTime = 488;
const starTimesEnd = 500;
const starTrailer = 508;

/** Tells the format by its magic bytes; what has none is as the first tar wrote it. */
export function formatOf(bytes: Uint8Array, start: number): Format {
	const at = start + magic;
	if (bytes[at] !== 0x75 || bytes[at + 1] !== 0x73 || bytes[at + 2] !== 0x74 || bytes[at + 3] !== 0x61 || bytes[at + 4] !== 0x72) {
		return 'v7';
	}

	if (bytes[at + 5] === 0x20) {
		return bytes[at + 6] === 0x20 && bytes[at + 7] === 0x00 ? 'gnu' : 'v7';
	}

	if (bytes[at + 5] !== 0x00) {
		return 'v7';
	}

	const trailer = start + starTrailer;
	const isStar = bytes[trailer] === 0x74 && bytes[trailer + 1] === 0x61 && bytes[trailer + 2] === 0x72 && bytes[trailer + 3] === 0x00;
	return isStar ? 'star' : 'ustar';
}

/** Fills an entry from its header block; false where a number field can't be read. */
export function readHeaderBlock(bytes: Uint8Array, start: number, entry: TarEntry, strings: HeaderStrings): boolean {
	const format = formatOf(bytes, start);
	entry.typeflag = bytes[start + typeflag]!;
	entry.mode = parseNumeric(bytes, start + mode, start + uid);
	entry.uid = parseNumeric(bytes, start + uid, start + gid);
	entry.gid = parseNumeric(bytes, start + gid, start + size);
	entry.size = parseNumeric(bytes, start + size, start + mtime);
	entry.mtime = parseNumeric(bytes, start + mtime, start + checksum);
	entry.major = format === 'v7' ? 0 : parseNumeric(bytes, start + major, start + minor);
	entry.minor = format === 'v7' ? 0 : parseNumeric(bytes, start + minor, start + prefix);

	const {name, target: link} = strings;
	name.clear();
	addPrefix(bytes, start, format, name);
	name.addString(bytes, start, start + mode);
	entry.name = name.view();
	link.clear();
	link.addString(bytes, start + target, start + magic);
	entry.target = link.view();

	const numbers = entry.mode + entry.uid + entry.gid + entry.size + entry.mtime + entry.major + entry.minor;
	return !Number.isNaN(numbers) && (format !== 'star' || areTimesRight(bytes, start));
}

function addPrefix(bytes: Uint8Array, start: number, format: Format, name: ByteBuffer): void {
	const from = start + prefix;
	if (format === 'v7' || bytes[from] === 0x00 || (format === 'gnu' && !isMisplacedPrefix(bytes, start))) {
		return;
	}

	name.addString(bytes, from, start + (format === 'star' ? starAccessTime : prefixEnd));
	name.addByte(slash);
}

/** Go before 1.8 wrote a ustar prefix over the times of a GNU header; Go reads it so where the times make no sense and the prefix is ASCII. */
function isMisplacedPrefix(bytes: Uint8Array, start: number): boolean {
	const isChangeTimeEmpty = bytes[start + gnuChangeTime] === 0x00;
	const changeTime = isChangeTimeEmpty ? 0 : parseNumeric(bytes, start + gnuChangeTime, start + gnuTimesEnd);
	if (!Number.isNaN(changeTime + parseNumeric(bytes, start + gnuAccessTime, start + gnuChangeTime))) {
		return false;
	}

	for (let at = start + prefix; at < start + prefixEnd && bytes[at] !== 0x00; at++) {
		if (bytes[at]! > 0x7F) {
			return false;
		}
	}

	return true;
}

function areTimesRight(bytes: Uint8Array, start: number): boolean {
	const accessTime = parseNumeric(bytes, start + starAccessTime, start + starChangeTime);
	return !Number.isNaN(accessTime + parseNumeric(bytes, start + starChangeTime, start + starTimesEnd));
}
