import {addLayerNow, createLifetimes} from '../../source/image/add-layer.ts';
import {emptyConfig} from '../../source/image/image-config.ts';
import type {ImageFacts, LayerFacts} from '../../source/image/image-facts.ts';
import type {LayerIndex} from '../../source/image/layer-index.ts';
import type {LayerState, LoadedImage} from '../../source/image/loaded-image.ts';
import type {Warning} from '../../source/image/warning.ts';

type LoadedOptions = {
	readonly image?: Partial<ImageFacts>;
	/** By layer, what is known of it beside its number. */
	readonly facts?: ReadonlyArray<Partial<LayerFacts>>;
	readonly states?: ReadonlyArray<Partial<LayerState>>;
	readonly warnings?: readonly Warning[];
};

/** A digest that a person recognises in an assertion: the same hex digit 64 times. */
export const digestOf = (digit: string) => `sha256:${digit.repeat(64)}` as const;

/** An image with these layers, as if a source had read it to its end. */
export function loadedOf(layers: readonly LayerIndex[], {image, facts = [], states = [], warnings = []}: LoadedOptions = {}): LoadedImage {
	const lifetimes = createLifetimes();
	for (const layer of layers) {
		addLayerNow(lifetimes, layer);
	}

	return {
		image: {
			reference: 'shop:1',
			id: digestOf('a'),
			manifestDigest: undefined,
			platform: undefined,
			created: undefined,
			config: emptyConfig,
			configText: undefined,
			history: [],
			layers: layers.map((_, layer): LayerFacts => ({
				diffId: digestOf(String(layer)),
				digest: undefined,
				mediaType: 'application/vnd.oci.image.layer.v1.tar',
				compressedSize: undefined,
				instruction: undefined,
				created: undefined,
				...facts[layer],
			})),
			...image,
		},
		lifetimes,
		layers: layers.map((_, layer): LayerState => ({verification: 'verified', failure: undefined, ...states[layer]})),
		warnings: [...warnings, ...lifetimes.warnings],
	};
}
