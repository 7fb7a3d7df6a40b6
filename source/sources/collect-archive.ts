import {LayerscopeError, UnpackingLimitError} from '../errors.ts';
import {emptyLayerIndex} from '../image/layer-index-builder.ts';
import type {Warning} from '../image/warning.ts';
import type {IndexedLayer, Indexer} from '../indexing/indexer.ts';
import {brokenArchive, noArchive} from './archive-errors.ts';
import {cleanName, followLinks, linkTarget} from './archive-names.ts';
import type {ArchiveEntry} from './archive-stream.ts';
import {imageWarning} from './candidate.ts';
import {classify, peek} from './classify-entry.ts';
import type {FileSet} from './file-set.ts';
import type {SourceEvent} from './image-source.ts';
import {createKeptDocuments} from './kept-documents.ts';
import {createReadProgress} from './read-progress.ts';

/** What one pass over an archive gave: its documents, and the index of everything that may be a layer. */
export type CollectedArchive = {
	readonly files: FileSet;
	/** The layer in a file, links followed, with the name of the file that really holds it. */
	readonly layer: (name: string) => {readonly name: string; readonly indexed: IndexedLayer} | undefined;
	readonly warnings: readonly Warning[];
	/** Why the archive couldn't be read to its end. */
	readonly failure: LayerscopeError | undefined;
};

type CollectOptions = {
	readonly indexer: Indexer;
	readonly location: string;
	readonly onLayer: (indexed: IndexedLayer) => void;
};

/** Reads an archive's files as they stream past. Damage to the archive is kept as its failure, so that what came before can be used; throws a `LayerscopeError` where there is nothing. */
export async function collectArchive(entries: AsyncIterable<ArchiveEntry>, options: CollectOptions, emit: (event: SourceEvent) => void, signal: AbortSignal): Promise<CollectedArchive> {
	const collector = new Collector(options, emit, signal);
	let failure: LayerscopeError | undefined;
	try {
		for await (const entry of entries) {
			signal.throwIfAborted();
			await collector.take(entry);
		}
	} catch (error) {
		signal.throwIfAborted();
		if (!(error instanceof LayerscopeError)) {
			throw error;
		}

		if (collector.isUntouched) {
			throw noArchive(options.location, error);
		}

		failure = brokenArchive(options.location, error);
	}

	if (collector.isUntouched) {
		throw noArchive(options.location, undefined);
	}

	return collector.finish(failure);
}

class Collector {
	/** Whether no file came yet. */
	isUntouched = true;
	readonly #options: CollectOptions;
	readonly #signal: AbortSignal;
	readonly #links = new Map<string, string>();
	readonly #layers = new Map<string, IndexedLayer>();
	readonly #documents = createKeptDocuments();
	readonly #running = new Set<Promise<void>>();
	readonly #progress;
	#count = 0;
	#problem: Error | undefined;

	constructor(options: CollectOptions, emit: (event: SourceEvent) => void, signal: AbortSignal) {
		this.#options = options;
		this.#signal = signal;
		this.#progress = createReadProgress(progress => {
			emit({type: 'progress', progress});
		}, 'read', options.location);
	}

	async take(entry: ArchiveEntry): Promise<void> {
		if (this.#problem !== undefined) {
			throw this.#problem;
		}

		this.isUntouched = false;
		const name = cleanName(entry.name);
		if (entry.type === 'link') {
			this.#links.set(name, linkTarget(name, entry.target ?? '', true));
			return;
		}

		const {head, body} = await peek(entry.body);
		const kind = entry.type === 'file' ? classify(name, head, entry.size) : 'nothing';
		this.#links.delete(name);
		if (kind === 'layer') {
			await this.#index(name, entry.size, body);
		} else {
			await (kind === 'document' ? this.#documents.keep(name, entry.size, body) : drain(body));
		}
	}

	async finish(failure: LayerscopeError | undefined): Promise<CollectedArchive> {
		await Promise.all(this.#running);
		if (this.#problem !== undefined) {
			throw this.#problem;
		}

		this.#progress.flush();
		const resolve = (name: string) => followLinks(name, this.#links) ?? '';
		return {
			failure,
			files: {document: async name => this.#documents.get(resolve(name))},
			layer: name => {
				const target = resolve(name);
				const indexed = this.#layers.get(target);
				return indexed && {name: target, indexed};
			},
			warnings: failure ? [imageWarning('archive-irregular', failure.message)] : [],
		};
	}

	// The worker may still be busy with a layer when its last byte was handed over: the next file needn't wait for that.
	async #index(name: string, size: number, body: AsyncIterable<Uint8Array>): Promise<void> {
		if (size === 0) {
			this.#layers.set(name, noLayer);
			return;
		}

		const number = this.#count++;
		let cut: LayerscopeError | undefined;
		await new Promise<void>((resolve, reject) => {
			const end = (error: LayerscopeError) => {
				cut = error;
				reject(error);
			};

			const work = this.#options.indexer.indexStream(untilEnd(body, resolve, end), this.#signal, bytes => {
				this.#progress.update(number, 'reading', bytes, size);
			}).then(read => {
				const indexed = cut instanceof UnpackingLimitError ? cutShort(read, cut) : read;
				this.#layers.set(name, indexed);
				this.#progress.update(number, indexed.failure ? 'failed' : 'done');
				this.#options.onLayer(indexed);
			}).catch((error: unknown) => {
				this.#problem ??= error as Error;
				reject(this.#problem);
			}).finally(() => {
				this.#running.delete(work);
			});
			this.#running.add(work);
		});
	}
}

/** A layer in whose middle the unpacking of the archive was stopped. */
function cutShort(read: IndexedLayer, {message, unpacked}: UnpackingLimitError): IndexedLayer {
	return {
		...read, diffId: undefined, digest: undefined, failure: new UnpackingLimitError(message, unpacked, {offset: read.index.length}),
	};
}

const noLayer: IndexedLayer = {
	index: emptyLayerIndex(),
	leftOut: 0,
	diffId: 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
	digest: 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
	compression: 'none',
	storedSize: 0,
	failure: undefined,
	hasTrailingGarbage: false,
};

// Where the archive breaks off inside of a layer, what came of the layer is indexed all the same.
async function * untilEnd(body: AsyncIterable<Uint8Array>, onEnd: () => void, onFailure: (error: LayerscopeError) => void): AsyncGenerator<Uint8Array, void> {
	try {
		yield * body;
		onEnd();
	} catch (error) {
		if (!(error instanceof LayerscopeError)) {
			throw error;
		}

		onFailure(error);
	}
}

async function drain(body: AsyncIterable<Uint8Array>): Promise<void> {
	for await (const _chunk of body) {
		// Only its end is wanted.
	}
}
