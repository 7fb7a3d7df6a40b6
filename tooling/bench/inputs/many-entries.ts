import {joinBytes} from '../../../source/tar/join-bytes.ts';
import {header, type LayerToWrite} from './write-archive.ts';

const perFolder = 1000;
const perPiece = 2000;

/** Joins small pieces, since each is a write. */
export function * inBatches(headers: Iterable<Uint8Array>): Generator<Uint8Array> {
	let batch: Uint8Array[] = [];
	for (const piece of headers) {
		batch.push(piece);
		if (batch.length === perPiece) {
			yield joinBytes(batch);
			batch = [];
		}
	}

	yield joinBytes(batch);
}

/** One layer of so many entries: empty files, a thousand a folder. */
export function manyEntriesLayer(entries: number): LayerToWrite {
	return {instruction: 'COPY data /data', pieces: inBatches(entriesOf(entries))};
}

function * entriesOf(entries: number): Generator<Uint8Array> {
	for (let entry = 0; entry < entries; entry++) {
		const folder = `data/folder-${String(Math.floor(entry / perFolder)).padStart(4, '0')}/`;
		yield entry % perFolder === 0 ? header(folder, 'directory') : header(`${folder}file-${entry}.txt`, 'file');
	}
}
