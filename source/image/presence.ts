import type {Digest} from './digest.ts';

/** Where a layer of a registry's image was already when the image was opened. */
export type LayerPresence = {
	/** Of the blob. */
	readonly digest: Digest;
	/** Bytes of the blob as shipped. */
	readonly size: number;
	/** Whether an engine has it on top of the same layers; `undefined` where none is here, or it hasn't told. */
	readonly engine: boolean | undefined;
	/** Whether its blob lies in the cache. */
	readonly blob: boolean;
	/** Whether its list of files does. */
	readonly files: boolean;
};

/** Bytes that have to be downloaded for what isn't in a place, each blob once; `undefined` where that isn't known. */
export function bytesToFetch(layers: readonly LayerPresence[] | undefined, place: 'engine' | 'blob'): number | undefined {
	if (layers === undefined || layers.some(layer => layer[place] === undefined)) {
		return undefined;
	}

	const here = new Set(layers.filter(layer => layer[place]).map(({digest}) => digest));
	const missing = new Map(layers.filter(({digest}) => !here.has(digest)).map(({digest, size}) => [digest, size]));
	return [...missing.values()].reduce((sum, size) => sum + size, 0);
}

/** Where a layer was, in a few words. */
export function presenceWords({engine, blob, files}: LayerPresence): string {
	const places = [engine === true ? 'in the engine' : '', blob ? 'in the cache' : (files ? 'its list of files in the cache' : '')].filter(Boolean);
	return places.length === 0 ? (engine === undefined ? 'not in the cache' : 'neither in the engine nor in the cache') : places.join(', ');
}
