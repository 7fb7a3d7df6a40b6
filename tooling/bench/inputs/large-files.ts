import {header, type LayerToWrite} from './write-archive.ts';

const layers = 5;
const filesPerLayer = 2;
const fileBytes = 500 * 1024 * 1024;

/** 5 GB in ten files of zeros, in five layers: holes on the disk, whose bytes a reader gets all the same. */
export function largeFileLayers(): LayerToWrite[] {
	return Array.from({length: layers}, (_, layer) => ({instruction: `COPY model-${layer} /models`, pieces: filesOf(layer)}));
}

function * filesOf(layer: number) {
	for (let file = 0; file < filesPerLayer; file++) {
		yield header(`models/model-${layer}-${file}.bin`, 'file', fileBytes);
		yield {zeros: fileBytes};
	}
}
