import {setMaxListeners} from 'node:events';
import type {BlobStore} from '../../cache/blob-store.ts';
import {digestHex, type Digest} from '../../image/digest.ts';
import type {Descriptor} from '../../image/manifest.ts';
import type {PartProgress, PartState, Progress} from '../../progress/progress.ts';
import type {Registry} from '../../registry/registry.ts';
import {createAwaited, type Awaited} from '../engine-awaited.ts';
import {createDownload, type Download} from './download.ts';

/** A blob that was asked for: its file, and its bytes as they come where it isn't here already. */
export type WantedBlob = {
	/** The file of the whole blob. Throws a `LayerscopeError` where it can't be had, and the reason of a stop. */
	readonly file: Promise<string>;
	/** The bytes, when they begin to come; `undefined` where they are here already. Throws what `file` throws where they never begin. */
	readonly arriving: Promise<Download | undefined>;
	/** Whoever asked needs it no more; what nobody needs isn't fetched on. */
	readonly release: () => void;
};

/** The blobs of an image, fetched several at once, each once. */
export type Downloads = {
	/** Fetches a blob where it isn't here; whoever wants it too gets the same. One that failed is tried again. */
	readonly want: (blob: Descriptor) => WantedBlob;
	/** Removes a blob that is damaged, so that the next who wants it has it fetched. */
	readonly discard: (blob: Descriptor) => Promise<void>;
	/** Whether a blob's bytes were hashed in this process; those of an earlier one may have been damaged since. */
	readonly isVerified: (digest: Digest) => boolean;
	readonly setVerified: (digest: Digest) => void;
	/** Tells more of a blob than its bytes do: that it is read, or that its files are known without it. */
	readonly mark: (blob: Descriptor, state: PartState) => void;
	/** How many bytes of a blob are here. */
	readonly received: (digest: Digest) => number;
	/** How far all are that were asked for, as of a pull. */
	readonly progress: () => Progress;
	/** Ends what is being fetched, and waits for it. */
	readonly stop: (reason: Error) => Promise<void>;
};

type DownloadsParts = {
	readonly registry: Registry;
	readonly store: BlobStore;
	/** What is pulled. */
	readonly subject: string;
	/** Is called when `progress` changed; with `isMore` where only more bytes came. */
	readonly onChange: (isMore: boolean) => void;
};

/** So many blobs are fetched at once. */
const atOnce = 4;

/** Fetches blobs from a registry into a store. */
export function createDownloads(parts: DownloadsParts): Downloads {
	return new StoreDownloads(parts);
}

/** A blob's digest as engines shorten it in a pull. */
export function shortDigest(digest: Digest): string {
	return digestHex(digest).slice(0, 12);
}

type Fetching = {readonly begun: Awaited<Download | undefined>; readonly download: Download; readonly signal: AbortSignal; readonly before: Running | undefined};
type Running = {readonly file: Promise<string>; readonly arriving: Promise<Download | undefined>; readonly controller: AbortController; holders: number; isOver: boolean};

const never = new AbortController().signal;

class StoreDownloads implements Downloads {
	readonly #parts: DownloadsParts;
	readonly #running = new Map<Digest, Running>();
	readonly #states = new Map<Digest, PartProgress>();
	readonly #verified = new Set<Digest>();
	readonly #waiting: Array<() => void> = [];
	#count = 0;

	constructor(parts: DownloadsParts) {
		this.#parts = parts;
	}

	readonly want = (blob: Descriptor): WantedBlob => {
		const known = this.#running.get(blob.digest);
		const isEnding = known?.controller.signal.aborted && !known.isOver;
		// One that is being ended gives its file back first.
		const running = known === undefined || isEnding ? this.#begin(blob, known) : known;
		running.holders++;
		return {
			...running,
			release() {
				running.holders--;
				if (running.holders === 0) {
					running.controller.abort(new Error('Nobody needs it any more'));
				}
			},
		};
	};

	readonly discard = async ({digest}: Descriptor): Promise<void> => {
		this.#running.delete(digest);
		await this.#parts.store.discard(digest);
	};

	readonly isVerified = (digest: Digest): boolean => this.#verified.has(digest);

	readonly setVerified = (digest: Digest): void => {
		this.#verified.add(digest);
	};

	readonly mark = (blob: Descriptor, state: PartState): void => {
		this.#set(blob, state, state === 'failed' ? this.received(blob.digest) : blob.size);
	};

	readonly received = (digest: Digest): number => this.#states.get(digest)?.current ?? 0;

	readonly progress = (): Progress => ({
		task: 'pull', subject: this.#parts.subject, status: undefined, parts: [...this.#states.values()],
	});

	readonly stop = async (reason: Error): Promise<void> => {
		const running = [...this.#running.values()];
		for (const {controller} of running) {
			controller.abort(reason);
		}

		await Promise.allSettled(running.map(async ({file}) => file));
	};

	#begin(blob: Descriptor, before?: Running): Running {
		const controller = new AbortController();
		// Whatever asks the registry listens to it.
		setMaxListeners(0, controller.signal);
		const begun = createAwaited<Download | undefined>();
		const download = createDownload({
			...this.#parts, blob, onBytes: () => {
				this.#set(blob, 'downloading', download.received(), true);
			},
		});
		this.#set(blob, 'waiting', 0);
		const file = this.#fetch(blob, {
			begun, download, signal: controller.signal, before,
		});
		const arriving = begun.wait(never);
		arriving.catch(() => undefined);
		const running: Running = {
			file, arriving, controller, holders: 0, isOver: false,
		};
		this.#running.set(blob.digest, running);
		file.then(() => {
			running.isOver = true;
		}, (error: unknown) => {
			begun.reject(error as Error);
			if (this.#running.get(blob.digest) === running) {
				this.#running.delete(blob.digest);
				this.#set(blob, 'failed', download.received());
			}
		});
		return running;
	}

	async #fetch(blob: Descriptor, {
		begun, download, signal, before,
	}: Fetching): Promise<string> {
		await before?.file.catch(() => undefined);
		const known = await this.#parts.store.find(blob);
		if (known !== undefined) {
			this.#set(blob, 'here', blob.size);
			begun.resolve(undefined);
			return known;
		}

		await this.#turn(signal);
		try {
			const running = download.run(signal);
			begun.resolve(download);
			const file = await running;
			this.#verified.add(blob.digest);
			this.#set(blob, 'downloaded', blob.size);
			return file;
		} finally {
			this.#count--;
			this.#waiting.shift()?.();
		}
	}

	async #turn(signal: AbortSignal): Promise<void> {
		while (this.#count >= atOnce && !signal.aborted) {
			await this.#wake(signal);
		}

		if (signal.aborted) {
			// It may have been called instead of somebody else.
			this.#waiting.shift()?.();
			throw signal.reason as Error;
		}

		this.#count++;
	}

	async #wake(signal: AbortSignal): Promise<void> {
		await new Promise<void>(resolve => {
			this.#waiting.push(resolve);
			signal.addEventListener('abort', () => {
				resolve();
			}, {once: true});
		});
	}

	#set(blob: Descriptor, state: PartState, current: number, isMore = false): void {
		const before = this.#states.get(blob.digest);
		// What was here already stays so when it is read.
		const kept = before?.state === 'here' && state === 'done' ? 'here' : state;
		this.#states.set(blob.digest, {
			id: shortDigest(blob.digest), state: kept, current, total: blob.size, note: undefined,
		});
		this.#parts.onChange(isMore && before?.state === state);
	}
}
