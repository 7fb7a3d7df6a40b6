import type {LayerCache} from '../../cache/layer-cache.ts';
import {LayerscopeError, messageOf} from '../../errors.ts';
import type {Digest} from '../../image/digest.ts';
import type {ImageFacts} from '../../image/image-facts.ts';
import {emptyLayerIndex} from '../../image/layer-index-builder.ts';
import type {LayerIndex} from '../../image/layer-index.ts';
import type {Descriptor} from '../../image/manifest.ts';
import {isForeign} from '../../image/media-types.ts';
import type {IndexedLayer, Indexer} from '../../indexing/indexer.ts';
import type {BlobStore} from '../../cache/blob-store.ts';
import {layerWarning} from '../candidate.ts';
import type {SourceEvent} from '../image-source.ts';
import {judgeAbsent, judgeLayer, type Judgement} from '../judge-layer.ts';
import type {Downloads} from './downloads.ts';
import {indexBlob} from './index-blob.ts';
import type {ListedLayers} from './listed-layers.ts';
import type {RegistryImage} from './registry-image.ts';

/** What reading a registry's layers works with. */
export type LayersParts = {
	readonly image: RegistryImage;
	readonly facts: ImageFacts;
	readonly downloads: Downloads;
	readonly store: BlobStore;
	readonly indexer: Indexer;
	/** The layers that are read while they come. */
	readonly followed: ReadonlySet<Digest>;
	/** Layers whose tables of contents tell their files without them. */
	readonly listed: ListedLayers;
	/** Whose indexes were made of bytes that hash to the diffID. */
	readonly cache: LayerCache | undefined;
	/** Whether every byte is hashed anew, so that nothing is taken from the cache. */
	readonly verify: boolean;
	/** Whether layers that aren't here stay where they are. */
	readonly isBrief: boolean;
	/** Is told whether each layer's list of files was kept, before anything is fetched. */
	readonly onKept: (files: readonly boolean[]) => Promise<void>;
	/** `the registry docker.io`. */
	readonly location: string;
};

type Read =
	| {readonly kind: 'kept'; readonly index: LayerIndex}
	| {readonly kind: 'indexed'; readonly indexed: IndexedLayer}
	/** Only its table of contents was read. */
	| {readonly kind: 'listed'; readonly index: LayerIndex}
	| {readonly kind: 'failed'; readonly error: LayerscopeError}
	/** It isn't here, and wasn't to be fetched. */
	| {readonly kind: 'unread'};

/** Tells every layer of an image as soon as it is known: those that are here at once, the others as they are fetched. */
export async function readLayers(parts: LayersParts, emit: (event: SourceEvent) => void, signal: AbortSignal): Promise<void> {
	const {image: {candidate: {layers}}, facts} = parts;
	// All are looked up before any is fetched, so that the lowest come first.
	const kept = await Promise.all(facts.layers.map(async ({diffId}) => keptIndex(parts, diffId)));
	await parts.onKept(kept.map(index => index !== undefined));
	// Images repeat layers (the empty one, above all): the same bytes are read once.
	const reading = new Map<Digest, Promise<Read>>();
	await Promise.all(layers.map(async ({descriptor}, layer) => {
		const absence = judgeAbsent(layer, facts.layers[layer]!, true, parts.location);
		const running = reading.get(descriptor!.digest) ?? (absence ? Promise.resolve({kind: 'unread'} as const) : readLayer(parts, descriptor!, kept[layer], signal));
		reading.set(descriptor!.digest, running);
		const read = await running;
		signal.throwIfAborted();
		const judgement = absence ?? judge(parts, layer, read);
		if (judgement === undefined) {
			emit({
				type: 'layer', layer, index: emptyLayerIndex(), verification: 'not-verified', failure: undefined, isUnread: true,
			});
			return;
		}

		for (const warning of judgement.warnings) {
			emit({type: 'warning', warning});
		}

		// What wasn't fetched has no part in how far that is.
		if (read.kind !== 'listed') {
			parts.downloads.mark(descriptor!, judgement.failure ? 'failed' : (read.kind === 'kept' ? 'here' : 'done'));
		}

		const {verification, failure} = judgement;
		emit({
			type: 'layer', layer, index: indexOf(read), verification, failure,
		});
	}));
}

async function keptIndex({cache, verify}: LayersParts, diffId: Digest | undefined): Promise<LayerIndex | undefined> {
	const kept = verify || diffId === undefined ? undefined : await cache?.layer(diffId, '');
	return kept?.isHashed ? kept.index : undefined;
}

async function readLayer(parts: LayersParts, blob: Descriptor, kept: LayerIndex | undefined, signal: AbortSignal): Promise<Read> {
	if (kept !== undefined) {
		return {kind: 'kept', index: kept};
	}

	const isHere = await parts.store.find(blob) !== undefined;
	const index = isHere || parts.verify ? undefined : await parts.listed.read(blob, signal);
	if (index !== undefined) {
		return {kind: 'listed', index};
	}

	if (parts.isBrief && !isHere) {
		return {kind: 'unread'};
	}

	try {
		return {kind: 'indexed', indexed: await indexBlob(parts, blob, signal)};
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof LayerscopeError) {
			return {kind: 'failed', error};
		}

		throw error;
	}
}

/** What is to be said of a layer that was read; nothing of one that wasn't. What was hashed to its diffID is kept. */
function judge({image, facts, cache, location}: LayersParts, layer: number, read: Read): Judgement | undefined {
	const about = facts.layers[layer]!;
	switch (read.kind) {
		case 'unread': {
			return undefined;
		}

		case 'kept': {
			return {verification: 'verified', failure: undefined, warnings: []};
		}

		case 'listed': {
			return {verification: 'table-of-contents', failure: undefined, warnings: []};
		}

		case 'failed': {
			return read.error.kind === 'not-found' && isForeign(about.mediaType) ? judgeAbsent(layer, about, false, location) : notFetched(layer, about.digest, read.error);
		}

		case 'indexed': {
			const judgement = judgeLayer(layer, about, image.candidate.layers[layer]!, read.indexed);
			if (judgement.verification === 'verified' && judgement.failure === undefined && read.indexed.leftOut === 0 && about.diffId !== undefined) {
				cache?.keepLayer(about.diffId, read.indexed.index);
			}

			return judgement;
		}
	}
}

function notFetched(layer: number, digest: Digest | undefined, cause: LayerscopeError): Judgement {
	const message = `Layer ${layer} (${digest}) isn't here: ${messageOf(cause)}`;
	return {
		verification: 'not-verified',
		failure: new LayerscopeError(cause.kind, message, {layer, cause, ...(cause.advice !== undefined && {advice: cause.advice})}),
		warnings: [layerWarning('layer-missing', layer, message)],
	};
}

function indexOf(read: Read): LayerIndex {
	return read.kind === 'kept' || read.kind === 'listed' ? read.index : (read.kind === 'indexed' ? read.indexed.index : emptyLayerIndex());
}
