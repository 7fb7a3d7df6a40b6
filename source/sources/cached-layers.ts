import {createHash} from 'node:crypto';
import type {ImageRecord} from '../cache/image-record.ts';
import type {KeptLayer, LayerCache} from '../cache/layer-cache.ts';
import type {EngineConnection} from '../engine/connection.ts';
import type {InspectedImage} from '../engine/inspect-image.ts';
import type {Digest} from '../image/digest.ts';
import type {ImageFacts} from '../image/image-facts.ts';
import {formatPlatform} from '../image/platform.ts';
import type {Warning} from '../image/warning.ts';
import type {ArchiveLayout} from './archive-stream.ts';
import type {SourceEvent} from './image-source.ts';

/** Which cache there is, if any, and whether every byte is to be hashed, so that nothing is taken from it. */
export type Caching = {readonly cache?: LayerCache | undefined; readonly verify?: boolean};

/** What the cache has of an image of an engine; it is being looked up. */
export type KeptImage = {
	readonly cache: LayerCache;
	/** All that the record depends on. */
	readonly key: readonly string[];
	/** Whether the image ID is that of the config. */
	readonly isNamedByConfig: boolean;
	readonly record: Promise<ImageRecord | undefined>;
	readonly layers: Promise<ReadonlyMap<Digest, KeptLayer>>;
};

/**
Begins to look up what an earlier run kept of an image. What an engine tells of an image beside its layers is only ever given back for that
engine, in the version it had: its saves name layers as it pleases.
*/
export function keptImage(connection: EngineConnection, image: InspectedImage, {cache, verify}: Caching): KeptImage | undefined {
	if (cache === undefined) {
		return undefined;
	}

	const {id, document: {diffIds, platform}, manifestDigest} = image;
	const key = [connection.location, String(connection.version), id, manifestDigest ?? '', platform === undefined ? '' : formatPlatform(platform), ...diffIds];
	return {
		cache,
		key,
		isNamedByConfig: !image.keepsBlobs,
		record: verify ? Promise.resolve(undefined) : cache.image(key),
		layers: verify ? Promise.resolve(new Map()) : keptLayers(cache, diffIds, connection.location),
	};
}

/** The layers of `diffIds` that the cache has for an engine. */
export async function keptLayers(cache: LayerCache, diffIds: readonly Digest[], engine: string): Promise<ReadonlyMap<Digest, KeptLayer>> {
	const found = await Promise.all([...new Set(diffIds)].map(async diffId => [diffId, await cache.layer(diffId, engine)] as const));
	return new Map(found.filter((pair): pair is [Digest, KeptLayer] => pair[1] !== undefined));
}

/**
Tells what was kept of an image, and all of it where that is everything; else the rest comes from `readSave`, which is given the layers that
were told, and is kept for the next run.
*/
export async function * readKept(
	kept: KeptImage | undefined,
	early: ImageFacts,
	readSave: (told: ReadonlySet<number>) => AsyncGenerator<SourceEvent, ArchiveLayout>,
): AsyncGenerator<SourceEvent, ArchiveLayout> {
	if (kept === undefined) {
		return yield * readSave(new Set());
	}

	const [record, layers] = await Promise.all([kept.record, kept.layers]);
	if (record !== undefined && early.layers.every(({diffId}) => diffId !== undefined && layers.has(diffId))) {
		const image: ImageFacts = {
			...record.image, id: early.id, reference: early.reference, isFromCache: true,
		};
		yield {type: 'image', image};
		for (const warning of record.warnings) {
			yield {type: 'warning', warning};
		}

		yield * tellLayers(early, layers);
		return {image, layerNames: record.layerNames};
	}

	yield * tellLayers(early, layers);
	const told = new Set([...early.layers.keys()].filter(layer => layers.has(early.layers[layer]!.diffId!)));
	return yield * keepRead(kept, early, readSave(told));
}

function * tellLayers(early: ImageFacts, layers: ReadonlyMap<Digest, KeptLayer>): Generator<SourceEvent, void> {
	for (const [layer, {diffId}] of early.layers.entries()) {
		const kept = diffId && layers.get(diffId);
		if (kept) {
			yield {
				type: 'layer', layer, index: kept.index, verification: kept.isHashed ? 'verified' : 'not-verified', failure: undefined,
			};
		}
	}
}

/** Passes on what is read of an image, and keeps what was proved of it: each layer at once, since a save may be left long after its last layer was shown, and the rest at its end. */
async function * keepRead(kept: KeptImage, early: ImageFacts, events: AsyncGenerator<SourceEvent, ArchiveLayout>): AsyncGenerator<SourceEvent, ArchiveLayout> {
	const findings = createFindings(kept, early);
	try {
		for (;;) {
			const {value, done} = await events.next();
			if (done) {
				findings.keepImage(value);
				return value;
			}

			findings.take(value);
			yield value;
		}
	} finally {
		await events.return(undefined as unknown as ArchiveLayout);
	}
}

/** Keeps layers that hash to their diffIDs, and the image's facts where nothing of it is in doubt. */
function createFindings({cache, key, isNamedByConfig}: KeptImage, early: ImageFacts) {
	const done = new Set<Digest>();
	const warnings: Warning[] = [];
	let image: ImageFacts | undefined;
	let isWhole = true;
	const isCut = (layer: number) => warnings.some(warning => warning.code === 'entries-left-out' && warning.layer === layer);
	const keepLayer = ({layer, index}: Extract<SourceEvent, {type: 'layer'}>) => {
		const diffId = (image ?? early).layers[layer]?.diffId;
		// A layer may stand in an image several times.
		if (diffId !== undefined && !done.has(diffId) && !isCut(layer)) {
			done.add(diffId);
			cache.keepLayer(diffId, index);
		}
	};

	return {
		take(event: SourceEvent) {
			if (event.type === 'image') {
				image = event.image;
			} else if (event.type === 'warning') {
				warnings.push(event.warning);
			} else if (event.type === 'layer' && event.verification === 'verified' && event.failure === undefined) {
				keepLayer(event);
			} else if (event.type === 'layer' || (event.type === 'verification' && event.verification !== 'verified')) {
				isWhole = false;
			}
		},
		keepImage({layerNames}: ArchiveLayout) {
			if (image !== undefined && isWhole && isCertain(image, warnings, isNamedByConfig)) {
				cache.keepImage(key, {image, warnings, layerNames});
			}
		},
	};
}

const doubts = new Set<Warning['code']>(['digest-mismatch', 'size-mismatch', 'layer-missing', 'layer-unreadable', 'layer-encrypted', 'entries-left-out']);

function isCertain({id, configText}: ImageFacts, warnings: readonly Warning[], isNamedByConfig: boolean): boolean {
	const isProved = configText !== undefined && (!isNamedByConfig || id === `sha256:${createHash('sha256').update(configText).digest('hex')}`);
	return isProved && warnings.every(({code}) => !doubts.has(code));
}
