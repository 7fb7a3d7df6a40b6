import type {BlobStore} from '../../cache/blob-store.ts';
import {messageOf} from '../../errors.ts';
import type {ImageFacts} from '../../image/image-facts.ts';
import type {Descriptor} from '../../image/manifest.ts';
import {layersInEngine} from '../../engine/layers-in-engine.ts';
import {unlessAborted} from '../abortable.ts';
import type {SourceEvent} from '../image-source.ts';
import type {OpenOptions} from '../open-options.ts';

type Parts = {
	readonly facts: ImageFacts;
	readonly blobs: readonly Descriptor[];
	readonly store: BlobStore;
	readonly options: OpenOptions;
};

/** Tells what of an image is here already. */
export type PresenceTeller = {
	/** Is called once, before anything is fetched, with whether each layer's list of files is kept. */
	readonly kept: (files: readonly boolean[]) => Promise<void>;
	/** Waits for what the engine says, for a moment. */
	readonly settle: () => Promise<void>;
};

// An engine that takes longer has better things to do, in milliseconds.
const longestWait = 2000;

/** Asks the engine, where one is to be asked, while the image is read; what is known is told again when it answers. */
export function presenceTeller({facts, blobs, store, options: {registry, engine}}: Parts, emit: (event: SourceEvent) => void, signal: AbortSignal): PresenceTeller {
	const asking = registry?.asksEngine ? askEngine(facts, engine, signal) : Promise.resolve(undefined);
	let telling: Promise<void> | undefined;
	return {
		async kept(files) {
			const here = await Promise.all(blobs.map(async blob => await store.find(blob) !== undefined));
			const tell = (count: number | undefined) => {
				emit({
					type: 'image', image: {
						...facts, presence: blobs.map(({digest, size}, layer) => ({
							digest, size, engine: count === undefined ? undefined : layer < count, blob: here[layer]!, files: files[layer]!,
						})),
					},
				});
			};

			tell(undefined);
			telling = (async () => {
				const count = await asking;
				if (count !== undefined && !signal.aborted) {
					tell(count);
				}
			})();
		},
		async settle() {
			await telling;
		},
	};
}

async function askEngine({layers}: ImageFacts, engine: OpenOptions['engine'], outer: AbortSignal): Promise<number | undefined> {
	const signal = AbortSignal.any([outer, AbortSignal.timeout(longestWait)]);
	try {
		const diffIds = layers.map(({diffId}) => diffId).filter(diffId => diffId !== undefined);
		return await unlessAborted(layersInEngine(engine ?? {}, diffIds, signal), signal);
	} catch (error) {
		engine?.log?.(`What the engine has of it isn't known: ${messageOf(error)}`);
		return undefined;
	}
}
