import type {Catalogue, HoldingContainer, LocalImage} from '../../source/catalogue/local-image.ts';
import type {Digest} from '../../source/image/digest.ts';

/** A digest that is easy to tell from others: the letter's code, over and over. */
export function digestOf(letter: string): Digest {
	return `sha256:${letter.codePointAt(0)!.toString(16).padStart(2, '0').repeat(32)}`;
}

type Given = Partial<Omit<LocalImage, 'id' | 'diffIds' | 'parent'>> & {
	/** A letter for each layer, lowest first; each takes as many bytes as its place in the alphabet, times 100. */
	readonly layers?: string;
	readonly parent?: string;
};

/** An image that is called by a letter. Its size is that of its layers where none is given. */
export function localImage(letter: string, {layers = letter, parent, ...given}: Given = {}): LocalImage {
	const layerSizes = [...layers].map(layer => (layer.codePointAt(0)! - 96) * 100);
	return {
		id: digestOf(letter),
		tags: [`${letter}:latest`],
		repoDigests: [],
		platforms: [],
		created: undefined,
		size: layerSizes.reduce((sum, size) => sum + size, 0),
		unique: undefined,
		shared: undefined,
		diffIds: [...layers].map(layer => digestOf(layer)),
		layerSizes,
		containers: [],
		...given,
		...(parent === undefined ? {} : {parent: digestOf(parent)}),
	};
}

/** A container of the image that is called by a letter. */
export function container(name: string, image: string, state = 'exited'): HoldingContainer {
	return {
		id: name.repeat(64).slice(0, 64), name, imageId: digestOf(image), state, isRunning: state === 'running',
	};
}

/** A complete catalogue of these images. */
export function catalogueWith(images: readonly LocalImage[], more: Partial<Catalogue> = {}): Catalogue {
	return {images, isComplete: true, ...more};
}
