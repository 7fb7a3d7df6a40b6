import {createHash, type Hash} from 'node:crypto';
import {
	closeSync, ftruncateSync, openSync, writeSync,
} from 'node:fs';
import {hostPlatform} from '../../../source/image/platform.ts';
import {encodeEntry, endOfTar, paddingOf} from '../../../source/tar/encode-entry.ts';
import {joinBytes} from '../../../source/tar/join-bytes.ts';

/** Bytes of a layer's tar, or so many zeros, which take no room on the disk. */
export type Piece = Uint8Array | {readonly zeros: number};

/** A layer to be written; the pieces are its tar without its end. */
export type LayerToWrite = {readonly instruction: string; readonly pieces: Iterable<Piece>};

const encoder = new TextEncoder();
const noBytes = new Uint8Array(0);
const zeros = new Uint8Array(4 * 1024 * 1024);

/** The header of an entry, of root's, mode 0755. */
export function header(name: string, type: 'file' | 'directory', size = 0): Uint8Array {
	return encodeEntry({
		name: encoder.encode(name), target: noBytes, type, typeflag: 0, mode: 0o755, uid: 0, gid: 0, size, mtime: 1_700_000_000, major: 0, minor: 0, xattrs: [],
	});
}

/** Writes a docker archive of plain layers, lowest first, to `file`, with diffIDs that are right. */
export function writeArchive(file: string, layers: Iterable<LayerToWrite>): void {
	const output = openSync(file, 'w');
	try {
		const names: string[] = [];
		const diffIds: string[] = [];
		const instructions: string[] = [];
		let position = 0;
		for (const {instruction, pieces} of layers) {
			const name = `${names.length}/layer.tar`;
			const {size, diffId} = writeLayer(output, position + header(name, 'file').length, pieces);
			writeSync(output, header(name, 'file', size), undefined, undefined, position);
			position += header(name, 'file').length + size;
			names.push(name);
			diffIds.push(diffId);
			instructions.push(instruction);
		}

		const {os, architecture} = hostPlatform(process.arch);
		const end = joinBytes([
			...document('config.json', {
				os, architecture, config: {}, history: instructions.map(instruction => ({created_by: instruction})), rootfs: {type: 'layers', diff_ids: diffIds},
			}),
			...document('manifest.json', [{Config: 'config.json', RepoTags: ['bench:latest'], Layers: names}]),
			endOfTar,
		]);
		writeSync(output, end, undefined, undefined, position);
		ftruncateSync(output, position + end.length);
	} finally {
		closeSync(output);
	}
}

/** Writes a layer at a position; a tar is as long as its pieces say, so that its header is written last. */
function writeLayer(output: number, position: number, pieces: Iterable<Piece>): {size: number; diffId: string} {
	const hash = createHash('sha256');
	let size = 0;
	const write = (piece: Uint8Array) => {
		hash.update(piece);
		writeSync(output, piece, undefined, undefined, position + size);
		size += piece.length;
	};

	for (const piece of pieces) {
		if (piece instanceof Uint8Array) {
			write(piece);
		} else {
			hashZeros(hash, piece.zeros);
			size += piece.zeros;
		}
	}

	write(endOfTar);
	return {size, diffId: `sha256:${hash.digest('hex')}`};
}

function hashZeros(hash: Hash, count: number): void {
	for (let rest = count; rest > 0; rest -= zeros.length) {
		hash.update(zeros.subarray(0, rest));
	}
}

function document(name: string, value: unknown): Uint8Array[] {
	const bytes = encoder.encode(JSON.stringify(value));
	return [header(name, 'file', bytes.length), bytes, paddingOf(bytes.length)];
}
