import type {Catalogue, LocalImage} from '../catalogue/local-image.ts';
import {holdingHidden, sharing} from '../catalogue/unique-bytes.ts';
import {LayerscopeError} from '../errors.ts';
import {assembleCatalogue} from './assemble-catalogue.ts';
import {createCatalogueMemory, memoryKey, type CatalogueMemory} from './catalogue-memory.ts';
import type {EngineConnection} from './connection.ts';
import {EngineRefusalError} from './engine-refusal-error.ts';
import {fewAtOnce} from './few-at-once.ts';
import {inspectImage} from './inspect-image.ts';
import {layerSizes} from './layer-sizes.ts';
import {listContainers} from './list-containers.ts';
import {listImages} from './list-images.ts';

const atOnce = 4;

/**
What an engine holds, again and again as more of it is known, the last time complete: first the list, then the containers, the layers, and
what is unique to each image. Keep `memory` with the connection, and only new images are asked about. Throws a `LayerscopeError` where the
engine fails, and the signal's reason where it was aborted.
*/
export async function * catalogueOf(connection: EngineConnection, signal: AbortSignal, memory: CatalogueMemory = createCatalogueMemory()): AsyncGenerator<Catalogue, void> {
	const failed = new Set<string>();
	const listed = await listImages(connection, {}, signal);
	yield assembleCatalogue(listed, memory, failed, false);

	const [all, containers] = await Promise.all([listImages(connection, {isAll: true}, signal), listContainers(connection, signal)]);
	const ids = new Set(listed.images.map(({id}) => id));
	memory.hidden = all.images.filter(({id}) => !ids.has(id));
	memory.containers = containers;
	yield assembleCatalogue(listed, memory, failed, false);

	const hidden = memory.hidden.map(image => ({...image, containers: containers.filter(({imageId}) => imageId === image.id)}));
	const holders = [...listed.images, ...holdingHidden(hidden, listed.store)];
	const learning = {
		connection, memory, failed, signal,
	};
	await learnLayers(holders, learning);
	const sharers = sharersOf(holders, memory);
	if (sharers.some(image => !memory.sizes.has(memoryKey(image)))) {
		yield assembleCatalogue(listed, memory, failed, false);
		await learnSizes(sharers, learning);
	}

	yield assembleCatalogue(listed, memory, failed, true);
}

/** The last of the catalogues, which is complete. */
export async function completeCatalogue(connection: EngineConnection, signal: AbortSignal): Promise<Catalogue> {
	let last: Catalogue = {images: [], isComplete: false};
	for await (const catalogue of catalogueOf(connection, signal)) {
		last = catalogue;
	}

	return last;
}

type Learning = {
	readonly connection: EngineConnection;
	readonly memory: CatalogueMemory;
	/** Those whose layers the engine can't tell. */
	readonly failed: Set<string>;
	readonly signal: AbortSignal;
};

async function learnLayers(images: readonly LocalImage[], {connection, memory: {layers}, failed, signal}: Learning): Promise<void> {
	const unknown = images.filter(image => !layers.has(memoryKey(image)));
	await fewAtOnce(unknown, atOnce, async image => {
		const inspected = await inspectLayers(connection, image, signal);
		if (inspected === undefined) {
			failed.add(memoryKey(image));
		} else {
			layers.set(memoryKey(image), inspected);
		}
	});
}

async function inspectLayers(connection: EngineConnection, {id}: LocalImage, signal: AbortSignal) {
	try {
		const inspected = await inspectImage(connection, id, undefined, signal);
		return inspected && {diffIds: inspected.document.diffIds, platform: inspected.document.platform};
	} catch (error) {
		// One broken image mustn't hide the others; a broken engine is an error.
		if (error instanceof EngineRefusalError || (error instanceof LayerscopeError && error.kind === 'unreadable')) {
			return undefined;
		}

		throw error;
	}
}

function sharersOf(images: readonly LocalImage[], {layers}: CatalogueMemory): readonly LocalImage[] {
	const known = images.map(image => ({...image, diffIds: layers.get(memoryKey(image))?.diffIds}));
	const isSharing = sharing(known);
	return known.filter(image => isSharing(image));
}

async function learnSizes(images: readonly LocalImage[], {connection, memory: {sizes}, signal}: Learning): Promise<void> {
	const unknown = images.filter(image => !sizes.has(memoryKey(image)));
	await fewAtOnce(unknown, atOnce, async image => {
		sizes.set(memoryKey(image), await layerSizes(connection, image.id, image.diffIds!.length, signal));
	});
}
