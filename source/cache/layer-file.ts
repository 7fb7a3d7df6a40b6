import {crc32} from 'node:zlib';
import type {LayerIndex} from '../image/layer-index.ts';
import {checkIndex} from './check-index.ts';
import {columnShapes, type ColumnName} from './columns.ts';
import {
	checksumPlace, decodeHeader, encodeHeader, fileLength, headerLength, paddedLength, setChecksum, type LayerHeader,
} from './layer-header.ts';

/** Whose index a file holds: of which diffID, and who vouches for it, each as 64 hex digits. */
export type LayerIdentity = Pick<LayerHeader, 'diffId' | 'voucher'>;

const zeros = new Uint8Array(8);

/** The bytes of an index's file in pieces, one after another; all but the header are views of the index's own columns. */
export function encodeLayer(index: LayerIndex, identity: LayerIdentity): readonly Uint8Array[] {
	const columns = columnShapes.map(({name}) => bytesOf(index[name]));
	const header = encodeHeader({
		...identity, count: index.count, length: index.length, columnBytes: columns.map(({length}) => length),
	});
	const padded = columns.flatMap(column => [column, zeros.subarray(0, paddedLength(column.length) - column.length)]);
	// The checksum of an empty column that another thread handed over would start anew at 0.
	const pieces = padded.filter(({length}) => length > 0);
	setChecksum(header, pieces.reduce((sum, piece) => crc32(piece, sum), headerChecksum(header)));
	return [header, ...pieces];
}

/**
The index that a file holds, its columns being views of `bytes`, which begins its buffer at 0. Gives `undefined` for anything that isn't
whole and sound: another layer's, another version's, damaged, cut off, or with values that lead out of the columns.
*/
export function decodeLayer(bytes: Uint8Array<ArrayBuffer>, {diffId, voucher}: LayerIdentity): LayerIndex | undefined {
	const header = decodeHeader(bytes);
	if (header?.diffId !== diffId || header.voucher !== voucher || fileLength(header) !== bytes.length) {
		return undefined;
	}

	const areSized = columnShapes.every(({type, valuesFor}, column) => {
		const values = header.columnBytes[column]! / type.BYTES_PER_ELEMENT;
		return Number.isInteger(values) && values === (valuesFor(header.count) ?? values);
	});
	if (!areSized || crc32(bytes.subarray(headerLength), headerChecksum(bytes)) !== header.checksum) {
		return undefined;
	}

	const index = viewOf(bytes, header);
	return checkIndex(index) ? index : undefined;
}

function viewOf({buffer}: Uint8Array<ArrayBuffer>, {count, length, columnBytes}: LayerHeader): LayerIndex {
	let at = headerLength;
	const columns = columnShapes.map(({name, type: Column}, place) => {
		const column = new Column(buffer, at, columnBytes[place]! / Column.BYTES_PER_ELEMENT);
		at += paddedLength(columnBytes[place]!);
		return [name, column] as const;
	});
	return {...Object.fromEntries(columns) as Pick<LayerIndex, ColumnName>, count, length};
}

function headerChecksum(bytes: Uint8Array): number {
	return crc32(bytes.subarray(checksumPlace.end, headerLength), crc32(bytes.subarray(0, checksumPlace.start)));
}

function bytesOf({buffer, byteOffset, byteLength}: LayerIndex[ColumnName]): Uint8Array {
	return new Uint8Array(buffer, byteOffset, byteLength);
}
