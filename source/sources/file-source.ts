import process from 'node:process';
import type {KeptLayer} from '../cache/layer-cache.ts';
import {LayerscopeError} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import {emptyLayerIndex} from '../image/layer-index-builder.ts';
import {hostPlatform} from '../image/platform.ts';
import type {LayerFacts} from '../image/image-facts.ts';
import type {Warning} from '../image/warning.ts';
import type {IndexedLayer, Indexer} from '../indexing/indexer.ts';
import type {FileRange} from '../indexing/layer-task.ts';
import {abortable} from './abortable.ts';
import type {Candidate} from './candidate.ts';
import {groupRequests} from './content-requests.ts';
import {describeImage, type DescribedImage, type StoredLayer} from './describe-image.ts';
import type {LocatedFileSet} from './file-set.ts';
import type {FoundImages} from './find-images.ts';
import {choicesOf} from './image-choices.ts';
import type {ImageSource, SourceEvent} from './image-source.ts';
import {judgeAbsent, judgeLayer} from './judge-layer.ts';
import {produce} from './produce.ts';
import {readRangeContent, readRangeContents, sniffStored} from './range-content.ts';
import {createReadProgress} from './read-progress.ts';
import {verifyInBackground} from './verify-layers.ts';

/** What a file source is made of. */
export type FileSourceParts = {
	readonly kind: ImageSource['kind'];
	readonly location: string;
	readonly files: LocatedFileSet;
	readonly candidate: Candidate;
	/** All that is there, the candidate among them; missing where there is nothing to choose from. */
	readonly found?: FoundImages;
	/** About the archive as a whole. */
	readonly warnings: readonly Warning[];
	readonly wanted: string | undefined;
	readonly verify: boolean;
	readonly indexer: Indexer;
	/** Layers that an earlier run read; only those are taken whose bytes were hashed. */
	readonly known?: ReadonlyMap<Digest, KeptLayer>;
};

/** A layer with the place of its bytes, if they are there. */
export type PlacedLayer = {readonly blob: Candidate['layers'][number]; readonly range: FileRange | undefined};

/** An image whose layers lie in files that can be sought: an archive, a layout, the sample. */
export async function createFileSource(parts: FileSourceParts): Promise<ImageSource> {
	const layers = await Promise.all(parts.candidate.layers.map(async (blob): Promise<PlacedLayer> => ({blob, range: await parts.files.locate(blob.name)})));
	const stored = await Promise.all(layers.map(async ({range}) => range && sniffStored(range)));
	const described = describeImage(parts.candidate, stored, parts.wanted);
	return {
		kind: parts.kind,
		location: parts.location,
		read: signal => produce<SourceEvent, void>(signal, async (emit, inner) => readLayers({
			...parts, described, layers, stored,
		}, emit, inner)),
		content: ({layer, offset}, signal) => abortable(readRangeContent(rangeOf(layers, layer), offset, signal), signal),
		async * contents(requests, signal) {
			for (const group of groupRequests(requests, layer => rangeOf(layers, layer))) {
				yield * readRangeContents(group.key, group, signal);
			}
		},
		close: async () => parts.indexer.close(),
		...choosing(parts),
	};
}

function choosing({found}: FileSourceParts): Pick<ImageSource, 'choices'> {
	return found === undefined
		? {}
		: {
			async * choices() {
				yield choicesOf(found, hostPlatform(process.arch));
			},
		};
}

/** What reading the layers works with. */
export type ReadingParts = {
	readonly described: DescribedImage;
	readonly layers: readonly PlacedLayer[];
	readonly indexer: Indexer;
	readonly location: string;
	readonly warnings: readonly Warning[];
	readonly verify: boolean;
	readonly known?: FileSourceParts['known'];
	readonly stored: ReadonlyArray<StoredLayer | undefined>;
};

async function readLayers(parts: ReadingParts, emit: (event: SourceEvent) => void, signal: AbortSignal): Promise<void> {
	const {image, warnings} = parts.described;
	emit({type: 'image', image});
	for (const warning of [...parts.warnings, ...warnings]) {
		emit({type: 'warning', warning});
	}

	const progress = createReadProgress(told => {
		emit({type: 'progress', progress: told});
	}, 'read', image.reference ?? parts.location);
	// Images repeat layers (the empty one, above all): the same bytes are read once.
	const reading = new Map<string, Promise<IndexedLayer>>();
	const index = async (layer: number, range: FileRange) => knownLayer(parts, layer, range) ?? parts.indexer.indexFile(range, signal, bytes => {
		progress.update(layer, 'reading', bytes, range.length);
	}, parts.verify);
	const start = async (layer: number, range: FileRange) => {
		const key = `${range.path} ${range.start}`;
		const running = reading.get(key) ?? index(layer, range);
		reading.set(key, running);
		return running;
	};

	const absences = parts.layers.map(({range}, layer) => judgeAbsent(layer, image.layers[layer]!, range !== undefined, parts.location));
	const runs = new Map(readingOrder(image.layers).filter(layer => !absences[layer]).map(layer => [layer, start(layer, parts.layers[layer]!.range!)]));
	const unverified = await Promise.all(parts.layers.map(async ({blob, range}, layer) => {
		const facts = image.layers[layer]!;
		const absence = absences[layer];
		const running = runs.get(layer);
		const indexed = await running;
		const judgement = absence ?? judgeLayer(layer, facts, blob, indexed!);
		for (const warning of judgement.warnings) {
			emit({type: 'warning', warning});
		}

		progress.update(layer, judgement.failure ? 'failed' : 'done');
		const {verification, failure} = judgement;
		emit({
			type: 'layer', layer, index: indexed?.index ?? emptyLayerIndex(), verification, failure,
		});
		return range && indexed?.compression === 'none' && indexed.diffId === undefined && !absence && verification === 'not-verified' ? {layer, range, facts} : undefined;
	}));
	progress.flush();
	await verifyInBackground(unverified.filter(item => item !== undefined), parts.indexer, emit, signal);
}

/** Layers that are quick to read in their order, since they are merged in it; then those that must be unpacked, the largest first, or it would be read alone at the end. */
function readingOrder(layers: readonly LayerFacts[]): number[] {
	const sizeOf = (layer: number) => layers[layer]!.compressedSize ?? Number.POSITIVE_INFINITY;
	return [...layers.keys()].toSorted((a, b) => sizeOf(a) === sizeOf(b) ? a - b : sizeOf(b) - sizeOf(a));
}

function knownLayer({described, known, stored}: ReadingParts, layer: number, {length}: FileRange): IndexedLayer | undefined {
	const {diffId} = described.image.layers[layer]!;
	const found = diffId && known?.get(diffId);
	if (found?.isHashed !== true) {
		return undefined;
	}

	return {
		index: found.index, leftOut: 0, diffId, digest: undefined, compression: stored[layer]!.compression, storedSize: length, failure: undefined, hasTrailingGarbage: false,
	};
}

function rangeOf(layers: readonly PlacedLayer[], layer: number): FileRange {
	const range = layers[layer]?.range;
	if (!range) {
		throw new LayerscopeError('unreadable', `Layer ${layer} has no content here.`, {layer});
	}

	return range;
}
