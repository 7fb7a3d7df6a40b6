import {createHash} from 'node:crypto';
import {closeSync, openSync, writeSync} from 'node:fs';
import {hostPlatform} from '../../source/image/platform.ts';
import {
	encodeEntry, endOfTar, paddingOf, type EntryToWrite,
} from '../../source/tar/encode-entry.ts';
import {joinBytes} from '../../source/tar/join-bytes.ts';

const encoder = new TextEncoder();
const perFolder = 1000;
const perPiece = 2000;

function header(name: string, type: 'file' | 'directory', size: number): Uint8Array {
	const entry: EntryToWrite = {
		name: encoder.encode(name), target: new Uint8Array(0), type, typeflag: 0, mode: 0o755, uid: 0, gid: 0, size, mtime: 1_700_000_000, major: 0, minor: 0, xattrs: [],
	};
	return encodeEntry(entry);
}

function * layerPieces(entries: number): Generator<Uint8Array> {
	let headers: Uint8Array[] = [];
	for (let entry = 0; entry < entries; entry++) {
		const folder = `data/folder-${String(Math.floor(entry / perFolder)).padStart(4, '0')}/`;
		headers.push(entry % perFolder === 0 ? header(folder, 'directory', 0) : header(`${folder}file-${entry}.txt`, 'file', 0));
		if (headers.length === perPiece) {
			yield joinBytes(headers);
			headers = [];
		}
	}

	yield joinBytes([...headers, endOfTar]);
}

/** Writes a docker archive with one plain layer of this many entries to `file`. */
export function writeManyEntries(file: string, entries: number): void {
	const output = openSync(file, 'w');
	const hash = createHash('sha256');
	const layerSize = (entries * 512) + endOfTar.length;
	writeSync(output, header('layer.tar', 'file', layerSize));
	for (const piece of layerPieces(entries)) {
		hash.update(piece);
		writeSync(output, piece);
	}

	const {os, architecture} = hostPlatform(process.arch);
	const config = {
		os, architecture, config: {}, history: [{created_by: 'COPY data /data'}], rootfs: {type: 'layers', diff_ids: [`sha256:${hash.digest('hex')}`]},
	};
	writeJson(output, 'config.json', config);
	writeJson(output, 'manifest.json', [{Config: 'config.json', RepoTags: ['many:latest'], Layers: ['layer.tar']}]);
	writeSync(output, endOfTar);
	closeSync(output);
}

function writeJson(output: number, name: string, value: unknown): void {
	const bytes = encoder.encode(JSON.stringify(value));
	writeSync(output, joinBytes([header(name, 'file', bytes.length), bytes, paddingOf(bytes.length)]));
}
