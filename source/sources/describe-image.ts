import {LayerscopeError} from '../errors.ts';
import {pairHistory} from '../image/history.ts';
import type {ImageFacts, LayerFacts} from '../image/image-facts.ts';
import {layerTypeFor, promisedCompression, type Compression} from '../image/media-types.ts';
import {canonicalReference} from '../image/reference.ts';
import type {Warning} from '../image/warning.ts';
import type {Candidate, LayerBlob} from './candidate.ts';

/** What is known of a layer's bytes: how they are compressed and how many they are; `undefined` where they aren't there. */
export type StoredLayer = {readonly compression: Compression; readonly size: number};

/** An image as a source tells of it, and what is wrong with how it is put together. */
export type DescribedImage = {
	readonly image: ImageFacts;
	readonly warnings: readonly Warning[];
};

/**
Makes the facts of an image from a candidate's documents. `stored` has what is known of each layer's bytes so far.
Throws the candidate's failure, or a `LayerscopeError` where manifest and config disagree on the layers.
*/
export function describeImage(candidate: Candidate, stored: ReadonlyArray<StoredLayer | undefined>, wanted: string | undefined): DescribedImage {
	const {config, failure} = candidate;
	if (!config || failure) {
		throw failure ?? new LayerscopeError('unreadable', 'The image has no config.');
	}

	const {diffIds, history} = config.document;
	if (diffIds.length !== candidate.layers.length) {
		throw new LayerscopeError('unreadable', `The manifest lists ${candidate.layers.length} layers, but the config ${diffIds.length}.`, {
			advice: 'The image is damaged or was written by a faulty tool; build or save it again.',
		});
	}

	const {steps, warnings} = pairHistory(history, diffIds.length);
	const made = new Map(steps.map(step => [step.layer, step]));
	return {
		image: {
			reference: nameFor(candidate, wanted),
			id: config.id,
			manifestDigest: candidate.manifestDigest,
			platform: candidate.platform,
			created: config.document.created,
			config: config.document.config,
			configText: config.text,
			layers: candidate.layers.map((blob, layer) => ({
				diffId: diffIds[layer]!,
				...describeBlob(blob, stored[layer]),
				instruction: made.get(layer)?.instruction,
				created: made.get(layer)?.created,
			})),
			history: steps,
		},
		warnings: [...candidate.warnings, ...warnings],
	};
}

function nameFor({references}: Candidate, wanted: string | undefined): string | undefined {
	const canonical = wanted === undefined ? undefined : canonicalReference(wanted);
	return references.find(reference => reference === wanted || (canonical !== undefined && canonicalReference(reference) === canonical)) ?? references[0];
}

// A plain layer's name in a `docker save` is its diffID, so without a manifest only a compressed one's name is the layer digest.
function describeBlob({descriptor, shipped, storedDigest}: LayerBlob, stored: StoredLayer | undefined): Pick<LayerFacts, 'digest' | 'mediaType' | 'compressedSize'> {
	const told = shipped ?? descriptor;
	const compression = shipped ? promisedCompression(shipped.mediaType) : stored?.compression ?? (descriptor && promisedCompression(descriptor.mediaType));
	const isCompressed = compression !== undefined && compression !== 'none';
	const size = shipped ? shipped.size : stored?.size ?? descriptor?.size;
	return {
		digest: told?.digest ?? (isCompressed ? storedDigest : undefined),
		mediaType: told?.mediaType === undefined || told.mediaType === '' ? layerTypeFor(compression ?? 'none') : told.mediaType,
		compressedSize: isCompressed ? size : undefined,
	};
}
