import type {Catalogue, LocalImage, Store} from '../catalogue/local-image.ts';
import {holdingHidden, sharing, withUnique} from '../catalogue/unique-bytes.ts';
import {memoryKey, type CatalogueMemory} from './catalogue-memory.ts';
import type {ListedImages} from './list-images.ts';

/** The catalogue as far as it is known: what was listed, with what is remembered of it. `failed` are the keys of images whose layers nobody can tell. */
export function assembleCatalogue(listed: ListedImages, memory: CatalogueMemory, failed: ReadonlySet<string>, isComplete: boolean): Catalogue {
	const {store} = listed;
	const images = listed.images.map(image => remembered(image, memory, store));
	const hidden = memory.hidden.map(image => remembered(image, memory, store));
	const ids = new Set<string>([...images, ...hidden].map(({id}) => id));
	const areLayersKnown = images.every(image => image.diffIds !== undefined || failed.has(memoryKey(image)));
	return {
		images: areLayersKnown ? counted(images, hidden, listed) : images,
		hidden,
		orphans: memory.containers.filter(({imageId}) => !ids.has(imageId)),
		store,
		isComplete,
	};
}

function remembered(image: LocalImage, {layers, sizes, containers}: CatalogueMemory, store: Store): LocalImage {
	const key = memoryKey(image);
	const known = layers.get(key);
	return {
		...image,
		platforms: image.platforms.length > 0 || known?.platform === undefined ? image.platforms : [known.platform],
		diffIds: known?.diffIds,
		layerSizes: plausible(sizes.get(key), image.size, store),
		containers: containers.filter(({imageId}) => imageId === image.id),
	};
}

// An engine's history is read by guesses; where it doesn't add up, a guess was wrong.
function plausible(sizes: readonly number[] | undefined, size: number | undefined, store: Store): readonly number[] | undefined {
	const sum = sizes?.reduce((total, bytes) => total + bytes, 0) ?? 0;
	return size !== undefined && (store === 'classic' ? sum === size : sum <= size) ? sizes : undefined;
}

function counted(images: readonly LocalImage[], hidden: readonly LocalImage[], {store, unshared}: ListedImages): readonly LocalImage[] {
	const holders = [...images, ...holdingHidden(hidden, store)];
	const sharesKnown = sharing(holders);
	return withUnique(images, holders, store, store === 'containerd'
		? image => !unshared.has(image.id) || sharesKnown(image)
		: sharesKnown);
}
