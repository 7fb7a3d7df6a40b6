import type {KeptLayer} from '../../cache/layer-cache.ts';
import type {EngineConnection} from '../../engine/connection.ts';
import type {Digest} from '../../image/digest.ts';
import type {LayerIndex} from '../../image/layer-index.ts';
import {keptLayers, type Caching} from '../cached-layers.ts';

/** What an earlier run read of layers, and the way to keep more of them. */
export type LayerMemory = {
	readonly known: ReadonlyMap<Digest, KeptLayer>;
	/** Keeps an index that nothing is to be warned of: its bytes were hashed to the diffID, or else the engine's own store gave it. */
	readonly keep: (diffId: Digest, index: LayerIndex, isHashed: boolean) => void;
};

/** The memory of an engine's layers; an empty one that keeps nothing without a cache, and one that knows nothing where every byte is to be hashed. */
export async function openLayerMemory({location}: EngineConnection, diffIds: readonly Digest[], {cache, verify = false}: Caching): Promise<LayerMemory> {
	return {
		known: cache === undefined || verify ? new Map() : await keptLayers(cache, diffIds, location),
		keep(diffId, index, isHashed) {
			cache?.keepLayer(diffId, index, isHashed ? undefined : location);
		},
	};
}
