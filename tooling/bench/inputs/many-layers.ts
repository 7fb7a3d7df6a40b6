import {inBatches} from './many-entries.ts';
import {header, type LayerToWrite} from './write-archive.ts';

/** How many entries the base and each layer over it have. */
export type ManyLayers = {readonly base: number; readonly layers: number; readonly entries: number};

const perFolder = 1000;
const numbered = (name: string, number: number) => `${name}-${String(number).padStart(4, '0')}`;

/** A base, and layers over it that each change files of it, remove some, and add files of their own. */
export function * manyLayers({base, layers, entries}: ManyLayers): Generator<LayerToWrite> {
	yield {instruction: 'COPY base /base', pieces: inBatches(baseEntries(base))};
	for (let layer = 0; layer < layers; layer++) {
		yield {instruction: `RUN step ${layer}`, pieces: inBatches(layerEntries(layer, base, entries))};
	}
}

function * baseEntries(count: number): Generator<Uint8Array> {
	for (let entry = 0; entry < count; entry++) {
		const folder = `base/${numbered('folder', Math.floor(entry / perFolder))}/`;
		yield entry % perFolder === 0 ? header(folder, 'directory') : header(`${folder}${numbered('file', entry % perFolder)}`, 'file');
	}
}

/** Half of them change, a twentieth removes, the rest is new. */
function * layerEntries(layer: number, base: number, count: number): Generator<Uint8Array> {
	const folders = Math.ceil(base / perFolder);
	const half = perFolder / 2;
	const removed = Math.floor(count / 20);
	for (let entry = 0; entry < count; entry++) {
		const folderOf = (offset: number) => `base/${numbered('folder', ((layer * 20) + offset) % folders)}/`;
		if (entry < count / 2) {
			const folder = folderOf(Math.floor(entry / half));
			yield entry % half === 0 ? header(folder, 'directory') : header(`${folder}${numbered('file', (entry % half) + layer)}`, 'file', 0);
		} else if (entry < (count / 2) + removed) {
			yield header(`${folderOf(100)}.wh.${numbered('file', (entry % half) + (layer % 2 * half))}`, 'file');
		} else {
			const folder = `${numbered('own', layer)}/${numbered('folder', Math.floor(entry / perFolder))}/`;
			yield header(`${folder}${numbered('file', entry % perFolder)}`, 'file');
		}
	}
}
