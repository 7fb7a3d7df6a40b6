import {historyRecords, type HistoryRow} from '../engine/image-history.ts';
import type {InspectedImage} from '../engine/inspect-image.ts';
import {pairHistory} from '../image/history.ts';
import type {ImageFacts, LayerFacts} from '../image/image-facts.ts';
import {layerTypeFor} from '../image/media-types.ts';
import {platformDistance} from '../image/platform.ts';
import {familiarReference} from '../image/reference.ts';

/** What is known of an image from its engine alone, before its save is read: layers with diffIDs, and instructions where they are certain. */
export function factsFromEngine(reference: string, image: InspectedImage, rows: readonly HistoryRow[]): ImageFacts {
	const {document} = image;
	const records = historyRecords(rows, document.diffIds.length);
	const {steps} = pairHistory(records ?? [], document.diffIds.length);
	const layers = document.diffIds.map((diffId, index): LayerFacts => {
		const step = steps.find(({layer}) => layer === index);
		return {
			diffId,
			digest: undefined,
			// Engines unpack layers and save them plain; what kind of blobs one has kept is told by the save.
			mediaType: image.keepsBlobs ? '' : layerTypeFor('none'),
			compressedSize: undefined,
			instruction: step?.instruction,
			created: step?.created,
		};
	});
	return {
		reference: shownReference(reference, image.id),
		id: image.id,
		manifestDigest: manifestDigestOf(image),
		platform: document.platform,
		created: document.created,
		config: document.config,
		configText: undefined,
		layers,
		history: steps,
	};
}

// Only a name has a tag: the first digits of an ID stay what they are.
function shownReference(written: string, id: string): string {
	return /^[\da-f]{4,}$/.test(written) && id.startsWith(`sha256:${written}`) ? written : familiarReference(written);
}

/**
The facts of a saved image, as the engine's: under its ID and the user's reference. Only an engine that keeps its blobs knows digests;
others make new blobs for the save, whose digests are nobody's.
*/
export function factsFromSave(saved: ImageFacts, early: ImageFacts, keepsBlobs: boolean): ImageFacts {
	return {
		...saved,
		reference: early.reference,
		id: early.id,
		manifestDigest: keepsBlobs ? saved.manifestDigest ?? early.manifestDigest : early.manifestDigest,
		layers: keepsBlobs ? saved.layers : saved.layers.map(layer => ({...layer, digest: undefined, compressedSize: undefined})),
	};
}

/** The part of an image's manifests that is of the platform that its facts are of, in a store that holds several. */
export function heldManifest({document, manifests}: InspectedImage): InspectedImage['manifests'][number] | undefined {
	const {platform} = document;
	const fitting = manifests.filter(held => platform !== undefined && held.platform !== undefined && platformDistance(platform, held.platform, true) === 0);
	return fitting.length === 1 ? fitting[0] : undefined;
}

function manifestDigestOf(image: InspectedImage): ImageFacts['manifestDigest'] {
	return image.manifestDigest ?? heldManifest(image)?.digest;
}
