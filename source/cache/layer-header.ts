import {Buffer} from 'node:buffer';
import {columnShapes} from './columns.ts';

/** Raised whenever an index is kept differently, or is made differently of the same tar. */
export const schemaVersion = 1;

/** What stands before the columns of an index in its file. */
export type LayerHeader = {
	/** The hex digits of the diffID. */
	readonly diffId: string;
	/** The hex digits of the sha256 of who vouches for the index; zeros where its bytes were hashed. */
	readonly voucher: string;
	readonly count: number;
	/** `LayerIndex.length`. */
	readonly length: number;
	/** Bytes of each column, in the order of `columnShapes`. */
	readonly columnBytes: readonly number[];
	/** Over all of the file but itself. */
	readonly checksum: number;
};

/** Bytes of the header; the columns come right behind it, each at a multiple of 8. */
export const headerLength = 256;

/** Where the checksum stands, in bytes. */
export const checksumPlace = {start: 16, end: 20} as const;

/** The voucher of an index whose bytes were hashed. */
export const hashed = '0'.repeat(64);

const magic = Buffer.from('LSLAYER\n');
const orderMark = 0x01_02_03_04;
const places = {
	order: 8, version: 12, diffId: 24, voucher: 56, numbers: 88,
} as const;

/** Bytes that a column takes with what fills it up to a multiple of 8. */
export function paddedLength(bytes: number): number {
	return Math.ceil(bytes / 8) * 8;
}

/** Bytes of the whole file. */
export function fileLength({columnBytes}: Pick<LayerHeader, 'columnBytes'>): number {
	return columnBytes.reduce((sum, bytes) => sum + paddedLength(bytes), headerLength);
}

/** The header as bytes, in this machine's byte order as the columns are; its checksum is to be written yet. */
export function encodeHeader({diffId, voucher, count, length, columnBytes}: Omit<LayerHeader, 'checksum'>): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(headerLength);
	bytes.set(magic);
	bytes.set(Buffer.from(diffId, 'hex'), places.diffId);
	bytes.set(Buffer.from(voucher, 'hex'), places.voucher);
	new Uint32Array(bytes.buffer, places.order, 2).set([orderMark, schemaVersion]);
	new Float64Array(bytes.buffer, places.numbers, 2 + columnBytes.length).set([count, length, ...columnBytes]);
	return bytes;
}

/** Writes a checksum into a header. */
export function setChecksum(header: Uint8Array<ArrayBuffer>, checksum: number): void {
	new Uint32Array(header.buffer, checksumPlace.start, 1)[0] = checksum;
}

/** Reads a header; `undefined` where it is none, or of another version or byte order. `bytes` begins its buffer. */
export function decodeHeader(bytes: Uint8Array<ArrayBuffer>): LayerHeader | undefined {
	if (bytes.length < headerLength || magic.compare(bytes, 0, magic.length) !== 0) {
		return undefined;
	}

	const [order, version] = new Uint32Array(bytes.buffer, places.order, 2);
	const [count, length, ...columnBytes] = new Float64Array(bytes.buffer, places.numbers, 2 + columnShapes.length);
	if (order !== orderMark || version !== schemaVersion || ![count, ...columnBytes].every(number => isSize(number)) || !Number.isFinite(length)) {
		return undefined;
	}

	return {
		diffId: Buffer.from(bytes.subarray(places.diffId, places.diffId + 32)).toString('hex'),
		voucher: Buffer.from(bytes.subarray(places.voucher, places.voucher + 32)).toString('hex'),
		count: count!,
		length: length!,
		columnBytes,
		checksum: new Uint32Array(bytes.buffer, checksumPlace.start, 1)[0]!,
	};
}

function isSize(number: number | undefined): boolean {
	return number !== undefined && Number.isInteger(number) && number >= 0 && number < 2 ** 32;
}
