import type {HoldingContainer, LocalImage} from '../catalogue/local-image.ts';
import type {Digest} from '../image/digest.ts';
import type {Platform} from '../image/platform.ts';

/** What an inspection told of an image. */
export type InspectedLayers = {readonly diffIds: readonly Digest[]; readonly platform: Platform | undefined};

/** What is remembered of an engine from one catalogue to the next, so that only new images are asked about. */
export type CatalogueMemory = {
	/** By ID and size: an image grows under the same ID where another platform of it is pulled. */
	readonly layers: Map<string, InspectedLayers>;
	readonly sizes: Map<string, readonly number[] | undefined>;
	containers: readonly HoldingContainer[];
	hidden: readonly LocalImage[];
};

/** An empty memory, to be kept as long as the connection to the engine. */
export function createCatalogueMemory(): CatalogueMemory {
	return {
		layers: new Map(), sizes: new Map(), containers: [], hidden: [],
	};
}

/** What an image is remembered by. */
export function memoryKey({id, size}: Pick<LocalImage, 'id' | 'size'>): string {
	return `${id} ${size ?? ''}`;
}
