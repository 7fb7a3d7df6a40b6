import {messageOf} from '../../errors.ts';
import type {ImageFacts, LayerFacts} from '../../image/image-facts.ts';
import {parseConfig} from '../../image/image-config.ts';
import {parseJson} from '../../image/json.ts';
import type {IndexedLayer} from '../../indexing/indexer.ts';
import type {Candidate} from '../candidate.ts';
import {describeImage, type DescribedImage} from '../describe-image.ts';
import {factsFromSave} from '../engine-facts.ts';
import type {SourceEvent} from '../image-source.ts';
import {judgeLayer} from '../judge-layer.ts';
import {produce} from '../produce.ts';
import {createReadProgress, type ReadProgress} from '../read-progress.ts';
import {digestOf} from '../stored-config.ts';
import type {KeptImage, KeptLayer} from './kept-layer.ts';
import {readKeptContent, readKeptContents, type KeptFolder} from './kept-content.ts';
import type {LayerMemory} from './layer-memory.ts';
import {StoreError} from './store-error.ts';
import type {StoreFiles} from './store-files.ts';
import type {StoredImage, Wanted} from './stored-image.ts';

/**
An image whose layers a store keeps unpacked: their indexes come from tar-splits, their contents from folders. Throws a `StoreError` where its
config isn't the one that the image ID names.
*/
export function openSplitImage(files: StoreFiles, kept: KeptImage, wanted: Wanted): StoredImage {
	const candidate = candidateOf(kept, wanted);
	const layers = new Map<number, IndexedLayer>();
	const folderOf = (layer: number): KeptFolder => {
		const {index, checksums} = layers.get(layer) ?? {};
		if (index === undefined || checksums === undefined) {
			throw new StoreError(`layer ${layer} wasn't read`);
		}

		return {index, checksums, folder: kept.layers[layer]!.folder};
	};

	const {bodies} = files;
	return {
		read: signal => produce<SourceEvent, void>(signal, async (emit, inner) => {
			await readLayers({
				files, kept, wanted, candidate,
			}, emit, inner, layers);
		}),
		async * content({layer, offset}, signal) {
			if (!layers.has(layer)) {
				// What the cache knew has no checksums of bodies.
				const stored = kept.layers[layer]!;
				layers.set(layer, await readLayer(stored, async () => files.indexSplit(stored.split, wanted.indexer, signal, () => undefined)));
			}

			for await (const bytes of readKeptContent(files, folderOf(layer), offset, signal)) {
				yield {type: 'bytes', bytes};
			}
		},
		contents: bodies && ((requests, signal) => readKeptContents(bodies, folderOf, requests, signal)),
	};
}

function candidateOf({config, layers}: KeptImage, {id, early}: Wanted): Candidate {
	if (digestOf(config, id) !== id) {
		throw new StoreError('the config isn\'t the one that the image ID names');
	}

	const document = parseConfig(parseJson(config, 'The config in the store'));
	if (document.diffIds.length !== layers.length || early.layers.some(({diffId}, layer) => diffId !== document.diffIds[layer])) {
		throw new StoreError('the config has other layers than the engine says');
	}

	return {
		references: [],
		manifestDigest: undefined,
		platform: document.platform,
		config: {
			id, text: new TextDecoder().decode(config), size: config.length, document,
		},
		layers: layers.map(() => ({name: '', descriptor: undefined, storedDigest: undefined})),
		warnings: [],
		failure: undefined,
	};
}

type Parts = {readonly files: StoreFiles; readonly kept: KeptImage; readonly wanted: Wanted; readonly candidate: Candidate};

async function readLayers({files, kept, wanted, candidate}: Parts, emit: (event: SourceEvent) => void, signal: AbortSignal, layers: Map<number, IndexedLayer>): Promise<void> {
	const {early, indexer, memory} = wanted;
	const {image, warnings} = describe(kept, candidate, early);
	const known = kept.layers.map((layer, number) => knownLayer(layer, image.layers[number]!, memory));
	emit({type: 'image', image: known.every(layer => layer !== undefined) ? {...image, isFromCache: true} : image});
	for (const warning of warnings) {
		emit({type: 'warning', warning});
	}

	const progress = createProgress(files, image.reference ?? '', emit);
	const read = async (number: number) => {
		const layer = kept.layers[number]!;
		const indexed = await readLayer(layer, async () => files.indexSplit(layer.split, indexer, signal, bytes => {
			progress.update(number, 'reading', bytes);
		}));
		layers.set(number, indexed);
		const facts = image.layers[number]!;
		const judged = judgeLayer(number, facts, candidate.layers[number]!, indexed).warnings;
		for (const warning of judged) {
			emit({type: 'warning', warning});
		}

		if (judged.length === 0 && facts.diffId !== undefined) {
			memory.keep(facts.diffId, indexed.index, false);
		}

		return {index: indexed.index, isHashed: false};
	};

	await Promise.all(kept.layers.map(async (_, number) => {
		const {index, isHashed} = known[number] ?? await read(number);
		progress.update(number, 'done');
		emit({
			type: 'layer', layer: number, index, verification: isHashed ? 'verified' : 'engine-store', failure: undefined,
		});
	}));
	progress.flush();
}

/** How far each layer is; of a store that is far away, how much of what is shipped has come. */
function createProgress(files: StoreFiles, subject: string, emit: (event: SourceEvent) => void): Pick<ReadProgress, 'update' | 'flush'> {
	const progress = createReadProgress(told => {
		emit({type: 'progress', progress: files.follow === undefined ? told : {...told, isShipped: true}});
	}, 'read', subject);
	if (files.follow === undefined) {
		return progress;
	}

	files.follow((current, total) => {
		progress.update('file lists', current === total ? 'done' : 'reading', current, total);
	});
	return {update: () => undefined, flush: progress.flush};
}

/** What an earlier run read of a layer, where the store still says the same size. */
function knownLayer(layer: KeptLayer, {diffId}: LayerFacts, {known}: LayerMemory) {
	const found = diffId && known.get(diffId);
	return found && layer.isSizeRight(found.index) ? found : undefined;
}

function describe(kept: KeptImage, candidate: Candidate, early: ImageFacts): DescribedImage {
	const {image, warnings} = describeImage(candidate, kept.layers.map(() => ({compression: 'none', size: 0})), undefined);
	const facts = factsFromSave(image, early, false);
	return {
		image: {...facts, isFromStore: true, layers: facts.layers.map((layer, number) => ({...layer, digest: kept.layers[number]!.digest}))},
		warnings,
	};
}

async function readLayer(layer: KeptLayer, read: () => Promise<IndexedLayer>): Promise<IndexedLayer> {
	const indexed = await read().catch((error: unknown) => {
		throw new StoreError(messageOf(error), {cause: error});
	});
	if (!layer.isSizeRight(indexed.index)) {
		throw new StoreError(`the index of ${layer.split} has another size than the store says`);
	}

	return indexed;
}
