import {createHash} from 'node:crypto';
import {utimes} from 'node:fs/promises';
import path from 'node:path';
import {messageOf} from '../errors.ts';
import {digestHex, type Digest} from '../image/digest.ts';
import type {LayerIndex} from '../image/layer-index.ts';
import {checkFolder, makeFolder} from './cache-folder.ts';
import {cacheProblem} from './cache-problem.ts';
import {evict} from './evict.ts';
import {readOwn, writeOwn} from './files.ts';
import {decodeRecord, encodeRecord, type ImageRecord} from './image-record.ts';
import {decodeLayer, encodeLayer, type LayerIdentity} from './layer-file.ts';
import {hashed} from './layer-header.ts';
import {createWriter, type Writer} from './writer.ts';

/** An index that was kept, and whether the bytes that it was made of were hashed to the diffID. */
export type KeptLayer = {readonly index: LayerIndex; readonly isHashed: boolean};

/** Indexes of layers from one run to the next. Nothing of it ever throws: what can't be read or written is a miss, and is told to the log. */
export type LayerCache = {
	/** The index of a layer that was hashed, or that this engine vouched for. */
	readonly layer: (diffId: Digest, engine: string) => Promise<KeptLayer | undefined>;
	/**
	Keeps an index, soon. Without an engine its bytes must have been hashed to the diffID in this process; an index that an engine vouches for,
	because it comes from the engine's own store, is only ever given back for that engine.
	*/
	readonly keepLayer: (diffId: Digest, index: LayerIndex, engine?: string) => void;
	/** What was kept of an image; `key` are all the facts that it depends on. */
	readonly image: (key: readonly string[]) => Promise<ImageRecord | undefined>;
	readonly keepImage: (key: readonly string[], record: ImageRecord) => void;
	/** Writes what is to be kept; resolves when it is written, or after a moment. */
	readonly settle: () => Promise<void>;
};

export type CacheOptions = {
	readonly folder: string;
	/** Bytes of all files together. */
	readonly limit?: number;
	/** Is told why something couldn't be kept or read; untrusted text. */
	readonly log: (line: string) => void;
	/** Is told what the user should know: that nothing is kept, why, and what would help; untrusted text. */
	readonly warn?: (why: string) => void;
	/** How long after the last layer came it is written, in milliseconds. */
	readonly delay?: number;
};

/** How large the cache may grow, in bytes. */
export const defaultLimit = 512 * 1024 * 1024;

// A record is a config and a few names.
const largestRecord = 16 * 1024 * 1024;
const longestSettling = 500;
const usualDelay = 1000;

/** The cache in a folder, which is made when something is first kept. */
export function createLayerCache(options: CacheOptions): LayerCache {
	return new FolderCache(options);
}

class FolderCache implements LayerCache {
	readonly #folder: string;
	readonly #limit: number;
	readonly #log: CacheOptions['log'];
	readonly #warn: CacheOptions['warn'];
	readonly #writer: Writer;
	#trusted: Promise<boolean> | undefined;
	#made: Promise<boolean> | undefined;

	constructor({folder, limit = defaultLimit, log, warn, delay = usualDelay}: CacheOptions) {
		this.#folder = folder;
		this.#limit = limit;
		this.#log = log;
		this.#warn = warn;
		this.#writer = createWriter(delay);
	}

	readonly layer = async (diffId: Digest, engine: string): Promise<KeptLayer | undefined> => {
		const index = await this.#read(layerFile(diffId), this.#limit, bytes => decodeLayer(bytes, identityOf(diffId)));
		if (index !== undefined) {
			return {index, isHashed: true};
		}

		const vouched = await this.#read(layerFile(diffId, engine), this.#limit, bytes => decodeLayer(bytes, identityOf(diffId, engine)));
		return vouched && {index: vouched, isHashed: false};
	};

	readonly keepLayer = (diffId: Digest, index: LayerIndex, engine?: string): void => {
		if (isKeepable(diffId) && !index.isWritable) {
			this.#write(layerFile(diffId, engine), () => encodeLayer(index, identityOf(diffId, engine)));
		}
	};

	readonly image = async (key: readonly string[]): Promise<ImageRecord | undefined> => this.#read(imageFile(key), largestRecord, decodeRecord);

	readonly keepImage = (key: readonly string[], record: ImageRecord): void => {
		this.#write(imageFile(key), () => encodeRecord(record));
	};

	readonly settle = async (): Promise<void> => this.#writer.settle(longestSettling);

	async #read<Value>(name: string, most: number, decode: (bytes: Uint8Array<ArrayBuffer>) => Value | undefined): Promise<Value | undefined> {
		this.#trusted ??= this.#attempt(async () => checkFolder(this.#folder));
		if (!await this.#trusted) {
			return undefined;
		}

		const file = path.join(this.#folder, name);
		let value: Value | undefined;
		await this.#attempt(async () => {
			const bytes = await readOwn(file, most);
			value = bytes && decode(bytes);
			if (bytes !== undefined && value === undefined) {
				this.#log(`The cache's ${name} is damaged or of another version; it isn't used.`);
			}
		});
		if (value !== undefined) {
			this.#writer.add(async () => this.#touch(file));
		}

		return value;
	}

	#write(name: string, encode: () => readonly Uint8Array[]): void {
		this.#writer.add(async () => {
			this.#made ??= this.#attempt(async () => makeFolder(this.#folder));
			if (!await this.#made) {
				return;
			}

			// It may not have been there when it was first looked into.
			this.#trusted = this.#made;
			await this.#attempt(async () => {
				const pieces = encode();
				if (pieces.reduce((sum, {length}) => sum + length, 0) <= this.#limit) {
					await writeOwn(path.join(this.#folder, name), pieces);
					await evict(this.#folder, this.#limit, Date.now());
				}
			});
		});
	}

	async #touch(file: string): Promise<void> {
		const now = new Date();
		await this.#attempt(async () => utimes(file, now, now));
	}

	/** Whether it went well; where it didn't, the log is told, but for what simply isn't there. */
	async #attempt(work: () => Promise<void>): Promise<boolean> {
		try {
			await work();
			return true;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
				this.#log(`The cache in ${this.#folder}: ${messageOf(error)}`);
				this.#warn?.(cacheProblem(this.#folder, error));
			}

			return false;
		}
	}
}

function isKeepable(diffId: Digest): boolean {
	return diffId.startsWith('sha256:');
}

function identityOf(diffId: Digest, engine?: string): LayerIdentity {
	return {diffId: digestHex(diffId), voucher: engine === undefined ? hashed : hexOf(engine)};
}

function layerFile(diffId: Digest, engine?: string): string {
	return `${digestHex(diffId)}${engine === undefined ? '' : `-${hexOf(engine)}`}.layer`;
}

function imageFile(key: readonly string[]): string {
	return `${hexOf(JSON.stringify(key))}.image`;
}

function hexOf(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}
