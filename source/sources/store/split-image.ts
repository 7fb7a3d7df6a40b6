import {messageOf} from '../../errors.ts';
import type {ImageFacts} from '../../image/image-facts.ts';
import {parseConfig} from '../../image/image-config.ts';
import {parseJson} from '../../image/json.ts';
import type {IndexedLayer} from '../../indexing/indexer.ts';
import type {Candidate} from '../candidate.ts';
import {describeImage, type DescribedImage} from '../describe-image.ts';
import {factsFromSave} from '../engine-facts.ts';
import type {SourceEvent} from '../image-source.ts';
import {judgeLayer} from '../judge-layer.ts';
import {produce} from '../produce.ts';
import {createReadProgress} from '../read-progress.ts';
import {digestOf} from '../stored-config.ts';
import type {KeptImage, KeptLayer} from './kept-layer.ts';
import {readKeptContent} from './kept-content.ts';
import {StoreError} from './store-error.ts';
import type {StoredImage, Wanted} from './stored-image.ts';

/**
An image whose layers a store keeps unpacked: their indexes come from tar-splits, their contents from folders. Throws a `StoreError` where its
config isn't the one that the image ID names.
*/
export function openSplitImage(kept: KeptImage, wanted: Wanted): StoredImage {
	const candidate = candidateOf(kept, wanted);
	const layers = new Map<number, IndexedLayer>();
	return {
		read: signal => produce<SourceEvent, void>(signal, async (emit, inner) => {
			await readLayers({kept, wanted, candidate}, emit, inner, layers);
		}),
		async * content({layer, offset}, signal) {
			const indexed = layers.get(layer);
			if (indexed?.checksums === undefined) {
				throw new StoreError(`layer ${layer} wasn't read`);
			}

			yield * readKeptContent({index: indexed.index, checksums: indexed.checksums, folder: kept.layers[layer]!.folder}, offset, signal);
		},
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
		config: {id, text: new TextDecoder().decode(config), document},
		layers: layers.map(() => ({name: '', descriptor: undefined, storedDigest: undefined})),
		warnings: [],
		failure: undefined,
	};
}

type Parts = {readonly kept: KeptImage; readonly wanted: Wanted; readonly candidate: Candidate};

async function readLayers({kept, wanted, candidate}: Parts, emit: (event: SourceEvent) => void, signal: AbortSignal, layers: Map<number, IndexedLayer>): Promise<void> {
	const {early, indexer} = wanted;
	const {image, warnings} = describe(kept, candidate, early);
	emit({type: 'image', image});
	for (const warning of warnings) {
		emit({type: 'warning', warning});
	}

	const progress = createReadProgress(told => {
		emit({type: 'progress', progress: told});
	}, 'read', image.reference ?? '');
	await Promise.all(kept.layers.map(async (layer, number) => {
		const indexed = await readLayer(layer, async () => indexer.indexSplit(layer.split, signal, bytes => {
			progress.update(number, 'reading', bytes);
		}));
		layers.set(number, indexed);
		for (const warning of judgeLayer(number, image.layers[number]!, candidate.layers[number]!, indexed).warnings) {
			emit({type: 'warning', warning});
		}

		progress.update(number, 'done');
		emit({
			type: 'layer', layer: number, index: indexed.index, verification: 'engine-store', failure: undefined,
		});
	}));
	progress.flush();
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
