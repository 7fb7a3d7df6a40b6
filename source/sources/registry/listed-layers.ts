import {LayerscopeError, messageOf} from '../../errors.ts';
import type {Digest} from '../../image/digest.ts';
import type {LayerIndex} from '../../image/layer-index.ts';
import type {Descriptor} from '../../image/manifest.ts';
import type {Registry} from '../../registry/registry.ts';
import type {BlobRanges} from '../toc/blob-ranges.ts';
import {readTableOfContents, type TableOfContents} from '../toc/read-table-of-contents.ts';

/** The layers of an image whose files are known by their tables of contents. */
export type ListedLayers = {
	/** Reads the table of a layer that has one. `undefined` where it has none or can't be used, which is told to the log: then the layer itself is read. */
	readonly read: (blob: Descriptor, signal: AbortSignal) => Promise<LayerIndex | undefined>;
	/** The table of a layer that was told by it. */
	readonly tableOf: (digest: Digest) => TableOfContents | undefined;
	/** Bytes of a layer. */
	readonly ranges: (blob: Descriptor) => BlobRanges;
};

type Parts = {readonly registry: Registry; readonly log?: ((line: string) => void) | undefined};

/** So many tables are fetched at once. */
const atOnce = 4;

/** Reads tables of contents out of a registry. */
export function createListedLayers({registry, log}: Parts): ListedLayers {
	const tables = new Map<Digest, TableOfContents>();
	const lanes: Array<Promise<unknown>> = Array.from({length: atOnce}, async () => undefined);
	let next = 0;
	const ranges = (blob: Descriptor): BlobRanges => (range, signal) => registry.blob(blob, signal, range);
	const read = async (blob: Descriptor, signal: AbortSignal): Promise<LayerIndex | undefined> => {
		try {
			signal.throwIfAborted();
			const table = await readTableOfContents(blob, ranges(blob), signal);
			if (table !== undefined) {
				tables.set(blob.digest, table);
			}

			return table?.index;
		} catch (error) {
			signal.throwIfAborted();
			if (!(error instanceof LayerscopeError)) {
				throw error;
			}

			log?.(`${blob.digest}: ${messageOf(error)}`);
			return undefined;
		}
	};

	return {
		async read(blob, signal) {
			const lane = next++ % atOnce;
			const reading = lanes[lane]!.then(async () => read(blob, signal));
			lanes[lane] = reading.catch(() => undefined);
			return reading;
		},
		tableOf: digest => tables.get(digest),
		ranges,
	};
}
