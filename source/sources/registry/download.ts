import {createHash, type Hash} from 'node:crypto';
import type {BlobStore} from '../../cache/blob-store.ts';
import {DiskError} from '../../cache/cache-problem.ts';
import type {PartialBlob} from '../../cache/partial-blob.ts';
import {LayerscopeError} from '../../errors.ts';
import type {Descriptor} from '../../image/manifest.ts';
import {createDoorbell} from '../../indexing/doorbell.ts';
import {streamRange} from '../../indexing/file-range.ts';
import type {Growing} from '../../indexing/indexer.ts';
import {joinBytes} from '../../tar/join-bytes.ts';
import type {Registry} from '../../registry/registry.ts';

/** A blob that is being fetched into a store. */
export type Download = {
	/** Bytes that are on the disk. */
	readonly received: () => number;
	/** Its file, once it is there whole and verified. Throws a `LayerscopeError` where it can't be had, and the signal's reason. */
	readonly run: (signal: AbortSignal) => Promise<string>;
	/** Its file, and how many bytes of it may be read, as they come: the last one only when all are verified. For one reader. Throws where it fails, or began anew. */
	readonly follow: () => Promise<Growing>;
};

type DownloadParts = {
	readonly registry: Registry;
	readonly store: BlobStore;
	readonly blob: Descriptor;
	/** Is called when there is more of it. */
	readonly onBytes: () => void;
};

// Few large writes cost less than many small ones.
const batchSize = 256 * 1024;

/** A download that begins when it is run. */
export function createDownload(parts: DownloadParts): Download {
	return new BlobDownload(parts);
}

class BlobDownload implements Download {
	readonly #parts: DownloadParts;
	readonly #bell = createDoorbell();
	#partial: PartialBlob | undefined;
	#file: string | undefined;
	#isWhole = false;
	#isBroken = false;

	constructor(parts: DownloadParts) {
		this.#parts = parts;
	}

	readonly received = (): number => this.#partial?.size() ?? 0;

	readonly run = async (signal: AbortSignal): Promise<string> => {
		const {store} = this.#parts;
		try {
			return await this.#fetchInto(store, signal);
		} catch (error) {
			const spare = error instanceof DiskError ? await store.spare(error) : undefined;
			if (spare === undefined) {
				throw error;
			}

			return this.#fetchInto(spare, signal);
		}
	};

	async follow(): Promise<Growing> {
		while (this.#file === undefined && !this.#isBroken) {
			await this.#bell.wait();
		}

		return {path: this.#file ?? this.#parts.store.folder, lengths: this.#lengths()};
	}

	async * #lengths(): AsyncGenerator<number, void> {
		for (let length = 0; length < this.#parts.blob.size;) {
			const available = this.#available(length);
			if (available === length) {
				await this.#bell.wait();
			} else {
				length = available;
				yield length;
			}
		}
	}

	async #fetchInto(store: BlobStore, signal: AbortSignal): Promise<string> {
		const partial = await this.#begin(store);
		this.#partial = partial;
		this.#file = partial.path;
		try {
			await this.#receive(partial, signal);
			const file = await partial.finish();
			this.#file = file;
			this.#isWhole = true;
			return file;
		} catch (error) {
			this.#isBroken = true;
			await partial.leave();
			signal.throwIfAborted();
			throw asDiskError(error, store.folder);
		} finally {
			this.#bell.ring();
		}
	}

	/** How many bytes may be read: the last one only when all are verified. */
	#available(position: number): number {
		const {size} = this.#parts.blob;
		const available = this.#isWhole ? size : Math.max(0, Math.min(this.received(), size - 1));
		if (this.#isBroken || available < position) {
			throw new LayerscopeError('engine', 'The blob doesn\'t come in one go.');
		}

		return available;
	}

	async #receive(partial: PartialBlob, signal: AbortSignal): Promise<void> {
		const {registry, blob, onBytes} = this.#parts;
		const start = partial.size();
		this.#tell();
		if (start > 0 && await this.#resume(partial, signal)) {
			return;
		}

		// What an earlier run left wasn't the beginning of this blob.
		if (start > 0) {
			this.#isBroken = true;
			this.#tell();
			await partial.restart();
		}

		onBytes();
		await this.#append(partial, registry.blob(blob, signal));
		if (partial.size() !== blob.size) {
			throw new LayerscopeError('engine', `The blob ${blob.digest} has ${partial.size()} bytes, not ${blob.size}.`, {advice: 'Try again.'});
		}
	}

	async #begin(store: BlobStore): Promise<PartialBlob> {
		try {
			return await store.begin(this.#parts.blob);
		} catch (error) {
			this.#isBroken = true;
			this.#bell.ring();
			throw error;
		}
	}

	/** Fetches the rest, and gives whether the whole is what it should be. */
	async #resume(partial: PartialBlob, signal: AbortSignal): Promise<boolean> {
		const {registry, blob} = this.#parts;
		const start = partial.size();
		const hash = createHash(blob.digest.startsWith('sha512:') ? 'sha512' : 'sha256');
		for await (const block of streamRange({path: partial.path, start: 0, length: start})) {
			signal.throwIfAborted();
			hash.update(block);
		}

		if (start < blob.size) {
			await this.#append(partial, registry.blob(blob, signal, {start}), hash);
		}

		return partial.size() === blob.size && blob.digest.endsWith(`:${hash.digest('hex')}`);
	}

	async #append(partial: PartialBlob, chunks: AsyncIterable<Uint8Array>, hash?: Hash): Promise<void> {
		let batch: Uint8Array[] = [];
		let waiting = 0;
		const write = async () => {
			const bytes = joinBytes(batch);
			batch = [];
			waiting = 0;
			await partial.append(bytes);
			this.#tell();
		};

		try {
			for await (const chunk of chunks) {
				hash?.update(chunk);
				batch.push(chunk);
				waiting += chunk.length;
				if (partial.size() + waiting > this.#parts.blob.size) {
					throw new LayerscopeError('engine', `The registry sends more of ${this.#parts.blob.digest} than it has.`, {advice: 'Try again.'});
				}

				if (waiting >= batchSize) {
					await write();
				}
			}
		} finally {
			// What has come needn't come again.
			await write();
		}
	}

	#tell(): void {
		this.#bell.ring();
		this.#parts.onBytes();
	}
}

function asDiskError(error: unknown, folder: string): unknown {
	const {code, syscall} = error as NodeJS.ErrnoException;
	return syscall === 'write' || code === 'ENOSPC' ? new DiskError(folder, error) : error;
}
