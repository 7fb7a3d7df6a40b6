import {setMaxListeners} from 'node:events';
import {LayerscopeError, UnpackingLimitError} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import {emptyLayerIndex} from '../image/layer-index-builder.ts';
import type {LayerIndex} from '../image/layer-index.ts';
import {createMemoryAccount, readingLimits, type MemoryAccount} from '../image/reading-limits.ts';
import type {Compression} from '../image/media-types.ts';
import {createBriefReader} from './brief-reader.ts';
import type {
	FileRange, LayerFailure, LayerResult, LayerTask, TaskMessage, WorkerMessage,
} from './layer-task.ts';
import {sendChunks, sendLengths} from './send-chunks.ts';
import type {BodyChecksums} from './tar-split.ts';
import {
	listen, OutOfMemoryError, sharedPool, type LentWorker, type WorkerPool,
} from './worker-pool.ts';

/** What reading one layer gave. */
export type IndexedLayer = {
	readonly index: LayerIndex;
	/** How many entries behind those of the index are left out, since an image's limits had no room for them. */
	readonly leftOut: number;
	/** sha256 of the plain bytes; `undefined` where bodies were jumped over or couldn't be had. */
	readonly diffId: Digest | undefined;
	/** sha256 of the stored bytes; `undefined` where bodies were jumped over, or others see to that. */
	readonly digest: Digest | undefined;
	readonly compression: Compression;
	/** Bytes as stored. */
	readonly storedSize: number;
	/** Why it couldn't be read to its end, with the offset in the plain tar; the index holds what came before. */
	readonly failure: LayerscopeError | undefined;
	readonly hasTrailingGarbage: boolean;
	/** Of the bodies, where it was read from a tar-split. */
	readonly checksums?: BodyChecksums;
};

/** A file and how many bytes it has, as it grows. */
export type Growing = {readonly path: string; readonly lengths: AsyncIterable<number>};

/** Is told how many stored bytes were read so far, at most ten times a second. */
export type OnBytes = (bytes: number) => void;

/** Reads layers in worker threads. Every method rejects with the signal's reason within moments of its abort. */
export type Indexer = {
	readonly indexStream: (chunks: AsyncIterable<Uint8Array>, signal: AbortSignal, onProgress?: OnBytes) => Promise<IndexedLayer>;
	/** A layer in a file that is still written to, of which so many bytes may be read as `lengths` says: all of them at its end. Its digest is left to whoever writes it. */
	readonly indexGrowing: (growing: Growing, signal: AbortSignal, onProgress?: OnBytes) => Promise<IndexedLayer>;
	/** A plain layer is read by its headers only, unless `hash` asks for all of it; what takes but a moment is read in this thread. */
	readonly indexFile: (range: FileRange, signal: AbortSignal, onProgress?: OnBytes, hash?: boolean) => Promise<IndexedLayer>;
	/** A layer by the gzipped tar-split that an engine keeps of it, the path of a file or its bytes. Rejects where that isn't exactly one tar. */
	readonly indexSplit: (split: string | Uint8Array, signal: AbortSignal, onProgress?: OnBytes) => Promise<IndexedLayer>;
	/** sha256 of the bytes of a range. */
	readonly hashFile: (range: FileRange, signal: AbortSignal, onProgress?: OnBytes) => Promise<Digest>;
	/** Starts threads ahead of their first work, one where nothing is said. */
	readonly warm: (count?: number) => void;
	/** Stops what is being read. */
	readonly close: () => Promise<void>;
};

type Answer = Extract<WorkerMessage, {type: 'indexed' | 'hashed'}>;

/** An indexer for one image, whose layers stay within the limits together. */
export function createIndexer(limits = readingLimits, pool: WorkerPool = sharedPool()): Indexer {
	const account = createMemoryAccount(limits);
	const closing = new AbortController();
	setMaxListeners(0, closing.signal);
	const brief = createBriefReader(pool.warm, account.left);
	const run = async (task: () => LayerTask, {signal, onProgress}: RunOptions, feed?: Feed) => runTask(pool, task, {onProgress, signal: AbortSignal.any([signal, closing.signal])}, feed);
	return {
		async indexStream(chunks, signal, onProgress) {
			return asLayer(await run(() => ({type: 'index-stream', limits: account.left()}), {signal, onProgress}, async (worker, taken, over) => {
				await sendChunks(worker, chunks, {taken, over, onSent: counted(onProgress)});
			}), account);
		},
		async indexGrowing({path, lengths}, signal, onProgress) {
			return asLayer(await run(() => ({type: 'index-growing', path, limits: account.left()}), {signal, onProgress}, async (worker, taken, over) => {
				await sendLengths(worker, lengths, {taken, over, onSent: counted(onProgress)});
			}), account);
		},
		async indexFile(range, signal, onProgress, hash = false) {
			const result = hash ? undefined : await brief.read(range, AbortSignal.any([signal, closing.signal]));
			if (result) {
				return asIndexed(result, account);
			}

			try {
				return asLayer(await run(() => ({
					type: 'index-file', range, hash, limits: account.left(),
				}), {signal, onProgress}), account);
			} catch (error) {
				return withoutMemory(error, range.length);
			}
		},
		async indexSplit(split, signal, onProgress) {
			return asLayer(await run(() => ({type: 'index-split', split, limits: account.left()}), {signal, onProgress}), account);
		},
		async hashFile(range, signal, onProgress) {
			const answer = await run(() => ({type: 'hash-file', range}), {signal, onProgress});
			return (answer as Extract<Answer, {type: 'hashed'}>).digest;
		},
		warm: pool.warm,
		async close() {
			closing.abort(new LayerscopeError('unreadable', 'The image was closed while it was read.'));
		},
	};
}

type RunOptions = {readonly signal: AbortSignal; readonly onProgress: OnBytes | undefined};
type OnTaken = (memory: ArrayBuffer | undefined) => void;
type Feed = (worker: LentWorker['worker'], taken: (onTaken: OnTaken) => void, over: AbortSignal) => Promise<void>;

function counted(onBytes: OnBytes | undefined): (bytes: number) => void {
	let sum = 0;
	return bytes => {
		sum += bytes;
		onBytes?.(sum);
	};
}

// The task is made when a worker is there for it: what is left of the limits is known then.
// A worker that gave no answer or was stopped in the middle is thrown away: only that stops it at once. One that found damage has let go of all it held.
async function runTask(pool: WorkerPool, task: () => LayerTask, {signal, onProgress}: RunOptions, feed?: Feed): Promise<Answer> {
	const lent = await pool.lend(signal);
	try {
		const answer = await converse(lent.worker, task(), {signal, onProgress}, feed);
		lent.giveBack();
		return answer;
	} catch (error) {
		await lent.discard();
		throw error;
	}
}

async function converse(worker: LentWorker['worker'], task: LayerTask, {signal, onProgress}: RunOptions, feed?: Feed): Promise<Answer> {
	signal.throwIfAborted();
	let stop: () => void = () => undefined;
	const over = new AbortController();
	let abort: () => void = () => undefined;
	try {
		return await new Promise<Answer>((resolve, reject) => {
			let onTaken: OnTaken = () => undefined;
			abort = () => {
				reject(signal.reason as Error);
			};

			signal.addEventListener('abort', abort, {once: true});
			stop = listen(worker, message => {
				switch (message.type) {
					case 'ready': {
						break;
					}

					case 'progress': {
						onProgress?.(message.bytes);
						break;
					}

					case 'taken': {
						onTaken(message.memory);
						break;
					}

					case 'failed': {
						reject(new LayerscopeError('unreadable', `The layer could not be read: ${message.message}.`));
						break;
					}

					case 'hashed':
					case 'indexed': {
						resolve(message);
					}
				}
			}, reject);
			worker.postMessage({type: 'task', task} satisfies TaskMessage);
			feed?.(worker, listener => {
				onTaken = listener;
			}, over.signal).catch(reject);
		});
	} finally {
		stop();
		over.abort();
		signal.removeEventListener('abort', abort);
	}
}

function asLayer(answer: Answer, account: MemoryAccount): IndexedLayer {
	return asIndexed((answer as Extract<Answer, {type: 'indexed'}>).result, account);
}

/** A layer that took its thread's memory, so that the others can still be read; any other error is thrown. */
function withoutMemory(error: unknown, storedSize: number): IndexedLayer {
	if (!(error instanceof OutOfMemoryError)) {
		throw error;
	}

	return {
		index: emptyLayerIndex(), leftOut: 0, diffId: undefined, digest: undefined, compression: 'none', storedSize, failure: error, hasTrailingGarbage: false,
	};
}

function asIndexed({failure, ...result}: LayerResult, account: MemoryAccount): IndexedLayer {
	const index = account.book(result.index);
	const leftOut = result.leftOut + result.index.count - index.count;
	return {
		...result, index, leftOut, failure: failure && asError(failure),
	};
}

function asError({message, offset, unpacked}: LayerFailure): LayerscopeError {
	return unpacked === undefined ? new LayerscopeError('unreadable', message, {offset}) : new UnpackingLimitError(message, unpacked, {offset});
}
