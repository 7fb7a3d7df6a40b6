import type {EntryType} from '../image/layer-index.ts';
import {encodePaxRecords, type PaxRecord} from './encode-pax.ts';
import {joinBytes} from './join-bytes.ts';

/** What is written of an entry. */
export type EntryToWrite = {
	readonly name: Uint8Array;
	readonly target: Uint8Array;
	readonly type: Exclude<EntryType, 'unknown'>;
	/** The type flag of an entry of type `other`. */
	readonly typeflag: number;
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	/** Content bytes that follow, without padding. */
	readonly size: number;
	/** Seconds since the epoch. */
	readonly mtime: number;
	readonly major: number;
	readonly minor: number;
	/** Name and value of each extended attribute. */
	readonly xattrs: ReadonlyArray<readonly [name: Uint8Array, value: Uint8Array]>;
};

const blockSize = 512;
const encoder = new TextEncoder();
const magic = encoder.encode('ustar\u000000');
const typeflags: Readonly<Record<Exclude<EntryType, 'other' | 'unknown'>, string>> = {
	file: '0', hardlink: '1', symlink: '2', 'character-device': '3', 'block-device': '4', directory: '5', fifo: '6',
};

/** The zeros that end a tar. */
export const endOfTar: Uint8Array = new Uint8Array(2 * blockSize);

/** The zeros behind a content of so many bytes. */
export function paddingOf(size: number): Uint8Array {
	return new Uint8Array((blockSize - (size % blockSize)) % blockSize);
}

/** The header blocks of an entry: ustar, with a PAX header before it for what doesn't fit, byte for byte. (POSIX pax, ustar Interchange Format) */
export function encodeEntry(entry: EntryToWrite): Uint8Array {
	const records = paxRecords(entry);
	if (records.length === 0) {
		return encodeHeader(entry, typeflagOf(entry));
	}

	const body = encodePaxRecords(records);
	const extension = {
		...entry, name: encoder.encode('PaxHeader'), target: new Uint8Array(0), mode: 0o644, size: body.length, uid: 0, gid: 0, mtime: 0, major: 0, minor: 0,
	};
	return joinBytes([encodeHeader(extension, 'x'.codePointAt(0)!), body, paddingOf(body.length), encodeHeader(entry, typeflagOf(entry))]);
}

function typeflagOf({type, typeflag}: EntryToWrite): number {
	return type === 'other' ? typeflag : typeflags[type].codePointAt(0)!;
}

const isAscii = (bytes: Uint8Array) => bytes.every(byte => byte > 0 && byte < 0x80);

function paxRecords({name, target, size, uid, gid, mtime, xattrs}: EntryToWrite): PaxRecord[] {
	const record = (key: string, value: string): PaxRecord => [encoder.encode(key), encoder.encode(value)];
	return [
		...(name.length > 100 || !isAscii(name) ? [[encoder.encode('path'), name] as const] : []),
		...(target.length > 100 || !isAscii(target) ? [[encoder.encode('linkpath'), target] as const] : []),
		...(size >= 8 ** 11 ? [record('size', String(size))] : []),
		...(uid < 0 || uid >= 8 ** 7 ? [record('uid', String(uid))] : []),
		...(gid < 0 || gid >= 8 ** 7 ? [record('gid', String(gid))] : []),
		...(mtime < 0 || mtime >= 8 ** 11 || !Number.isInteger(mtime) ? [record('mtime', String(mtime))] : []),
		...xattrs.map(([key, value]): PaxRecord => [joinBytes([encoder.encode('SCHILY.xattr.'), key]), value]),
	];
}

function encodeHeader(entry: EntryToWrite, typeflag: number): Uint8Array {
	const block = new Uint8Array(blockSize);
	block.set(entry.name.subarray(0, 100), 0);
	writeOctal(block, entry.mode, 100, 7);
	writeOctal(block, entry.uid, 108, 7);
	writeOctal(block, entry.gid, 116, 7);
	writeOctal(block, entry.size, 124, 11);
	writeOctal(block, entry.mtime, 136, 11);
	block.fill(0x20, 148, 156);
	block[156] = typeflag;
	block.set(entry.target.subarray(0, 100), 157);
	block.set(magic, 257);
	writeOctal(block, entry.major, 329, 7);
	writeOctal(block, entry.minor, 337, 7);
	let sum = 0;
	for (const byte of block) {
		sum += byte;
	}

	writeOctal(block, sum, 148, 6);
	block[154] = 0;
	return block;
}

/** Writes a number in so many octal digits; one that doesn't fit is 0, since a PAX record has it. */
function writeOctal(block: Uint8Array, value: number, at: number, digits: number): void {
	let rest = value >= 0 && value < 8 ** digits ? Math.floor(value) : 0;
	for (let digit = at + digits - 1; digit >= at; digit--) {
		block[digit] = 0x30 + (rest % 8);
		rest = Math.floor(rest / 8);
	}
}
