import type {ImageFacts} from '../image/image-facts.ts';
import {emptyLayerIndex} from '../image/layer-index-builder.ts';
import type {Platform} from '../image/platform.ts';
import type {IndexedLayer, Indexer} from '../indexing/indexer.ts';
import {collectArchive, type CollectedArchive} from './collect-archive.ts';
import {chooseImage} from './choose-image.ts';
import type {Candidate} from './candidate.ts';
import {describeImage} from './describe-image.ts';
import {findImages} from './find-images.ts';
import type {Selection, SourceEvent} from './image-source.ts';
import {judgeAbsent, judgeLayer, judgeUnreached} from './judge-layer.ts';
import {produce} from './produce.ts';

/** A file of an archive that streams past. Its body is read before the next file is asked for. */
export type ArchiveEntry = {
	/** As the archive has it. */
	readonly name: string;
	readonly type: 'file' | 'directory' | 'link';
	/** For a link: relative to the link's directory, or from the archive's root with a slash before it. */
	readonly target: string | undefined;
	readonly size: number;
	readonly body: AsyncIterable<Uint8Array>;
};

export type ArchiveStreamOptions = {
	readonly indexer: Indexer;
	/** What the archive is called in errors and progress. */
	readonly location: string;
	readonly selection: Selection;
	/** The platform that is preferred where nothing was selected. */
	readonly host: Platform;
	/** What an engine said beforehand: a layer is given as soon as its bytes hash to one of its diffIDs. */
	readonly known?: ImageFacts;
	/** Layers that were told already, from elsewhere. */
	readonly told?: ReadonlySet<number>;
};

/** Where the layers of the chosen image were found. */
export type ArchiveLayout = {
	readonly image: ImageFacts;
	/** By layer: the cleaned name of the file that holds it, links followed; `undefined` where it was missing. */
	readonly layerNames: ReadonlyArray<string | undefined>;
};

/**
Reads an archive in one pass: indexes every layer as it streams past, keeps the documents, and at the end finds and chooses the image.
Throws a `LayerscopeError` where the archive holds no image, or is damaged before its documents, and a `ChoiceNeededError` where it holds several.
*/
export async function * readArchiveStream(entries: AsyncIterable<ArchiveEntry>, options: ArchiveStreamOptions, signal: AbortSignal): AsyncGenerator<SourceEvent, ArchiveLayout> {
	return yield * produce<SourceEvent, ArchiveLayout>(signal, async (emit, inner) => {
		const early = createEarlyLayers(options.known, options.told ?? [], emit);
		const archive = await collectArchive(entries, {...options, onLayer: early.offer}, emit, inner);
		return tellCollected(archive, options, emit, early.told);
	});
}

/** Finds and chooses the image of an archive that was read, and tells of it, but for the layers that were told already. */
export async function tellCollected(
	archive: CollectedArchive,
	{selection, host, location, known, told: before}: Omit<ArchiveStreamOptions, 'indexer'>,
	emit: (event: SourceEvent) => void,
	told: ReadonlySet<number> = new Set(),
): Promise<ArchiveLayout> {
	const found = await findImages(archive.files, location).catch((error: unknown) => {
		// An archive that ends in the middle lacks its documents, which come last.
		throw archive.failure ?? error;
	});
	const candidate = found.candidates.find(other => isKnown(other, known)) ?? chooseImage(found, selection, host, location);
	const layers = candidate.layers.map(({name}) => archive.layer(name));
	const {image, warnings: more} = describeImage(candidate, layers.map(layer => layer && {compression: layer.indexed.compression, size: layer.indexed.storedSize}), selection.image);
	const facts = known
		? {
			...image, id: known.id, reference: known.reference, manifestDigest: known.manifestDigest ?? image.manifestDigest,
		}
		: image;
	emit({type: 'image', image: facts});
	for (const warning of [...archive.warnings, ...found.warnings, ...more]) {
		emit({type: 'warning', warning});
	}

	for (const [layer, blob] of candidate.layers.entries()) {
		const indexed = layers[layer]?.indexed;
		const absence = judgeUnreached(layer, indexed === undefined ? archive.failure : undefined) ?? judgeAbsent(layer, facts.layers[layer]!, indexed !== undefined, location);
		const {verification, failure, warnings: about} = absence ?? judgeLayer(layer, facts.layers[layer]!, blob, indexed!);
		for (const warning of about) {
			emit({type: 'warning', warning});
		}

		const isOlder = before?.has(layer) ?? false;
		if (isOlder || (told.has(layer) && failure !== undefined)) {
			// Its bytes, or what they are said to be, come only now.
			emit({
				type: 'verification', layer, verification, failure,
			});
		} else if (!told.has(layer)) {
			emit({
				type: 'layer', layer, index: absence ? emptyLayerIndex() : indexed!.index, verification, failure,
			});
		}
	}

	return {image: facts, layerNames: layers.map(layer => layer?.name)};
}

function isKnown({config}: Candidate, known: ImageFacts | undefined): boolean {
	const diffIds = config?.document.diffIds;
	return known !== undefined && diffIds?.length === known.layers.length
		&& known.layers.every((layer, index) => layer.diffId === diffIds[index]);
}

/** Gives layers whose diffIDs are known beforehand as soon as they are read. */
function createEarlyLayers(known: ImageFacts | undefined, before: Iterable<number>, emit: (event: SourceEvent) => void) {
	const told = new Set<number>(before);
	return {
		told,
		offer(indexed: IndexedLayer) {
			for (const [layer, {diffId}] of known?.layers.entries() ?? []) {
				// One that was cut is told at the end, behind the warning that says so.
				if (diffId === indexed.diffId && !told.has(layer) && !indexed.failure && indexed.leftOut === 0) {
					told.add(layer);
					emit({
						type: 'layer', layer, index: indexed.index, verification: 'verified', failure: undefined,
					});
				}
			}
		},
	};
}
