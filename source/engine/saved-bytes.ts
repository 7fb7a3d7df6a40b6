import type {Progress} from '../progress/progress.ts';
import type {EngineConnection} from './connection.ts';
import {historyRecords, imageHistory} from './image-history.ts';
import type {InspectedImage} from './inspect-image.ts';

/** What a pull needn't bring, since the engine had it: layers, and their bytes as unpacked (`undefined` where that can't be known). */
export type SavedByPull = {readonly layers: number; readonly unpackedBytes: number | undefined};

/**
What a pull that has ended well was spared by layers that were here already. No engine says how large those are as shipped; the history
says how large they are unpacked, where it's certain which they are: the classic store lists all layers in order, the containerd
store leaves out the lowest ones that it has.
*/
export async function savedByPull(connection: EngineConnection, image: InspectedImage, {parts}: Progress, signal: AbortSignal): Promise<SavedByPull> {
	const {diffIds} = image.document;
	const listed = parts.filter(({state}) => state === 'here');
	const left = Math.max(0, new Set(diffIds).size - parts.length);
	const layers = listed.length + left;
	const isPodman = parts.some(({id}) => image.id.startsWith(`sha256:${id}`));
	if (layers === 0 || isPodman || (image.keepsBlobs ? listed.length > 0 : parts.length !== diffIds.length)) {
		return {layers, unpackedBytes: layers === 0 ? 0 : undefined};
	}

	const sizes = await layerSizes(connection, image, signal);
	const bytes = sizes?.reduce((sum, size, layer) => sum + ((image.keepsBlobs ? layer < left : parts[layer]!.state === 'here') ? size : 0), 0);
	return {layers, unpackedBytes: bytes};
}

async function layerSizes(connection: EngineConnection, {id, document}: InspectedImage, signal: AbortSignal): Promise<readonly number[] | undefined> {
	const rows = await imageHistory(connection, id, undefined, signal);
	return historyRecords(rows, document.diffIds.length)?.flatMap(({isEmptyLayer}, index) => isEmptyLayer ? [] : [rows[index]!.size]);
}
