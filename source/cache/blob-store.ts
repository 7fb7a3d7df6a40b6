import {
	lstat, mkdir, mkdtemp, rm, utimes,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {LayerscopeError, messageOf} from '../errors.ts';
import {digestHex, type Digest} from '../image/digest.ts';
import {evictBlobs} from './blob-files.ts';
import {isOurs, makeFolder} from './cache-folder.ts';
import {cacheProblem, DiskError} from './cache-problem.ts';
import {readOwn, writeOwn} from './files.ts';
import {claimPartial, type PartialBlob} from './partial-blob.ts';

/** What names a blob: its digest, and how many bytes it has. */
export type BlobName = {readonly digest: Digest; readonly size: number};

/**
Blobs of registries from one run to the next, as an OCI image layout: a blob is only ever there whole, after its bytes were hashed.
Several processes may use one folder at once.
*/
export type BlobStore = {
	/** The layout's folder. */
	readonly folder: string;
	/** Whether it goes when the store is closed. */
	readonly isTemporary: boolean;
	/** The file of a blob that is here whole; `undefined` where it isn't. It isn't removed while this process runs. */
	readonly find: (blob: BlobName) => Promise<string | undefined>;
	/** Begins to write a blob, or goes on where somebody stopped. Throws a `DiskError` where the disk doesn't let it. */
	readonly begin: (blob: BlobName) => Promise<PartialBlob>;
	/** Where blobs go that the disk didn't take: a temporary folder, of which the user is told. `undefined` where this is one. */
	readonly spare: (why: DiskError) => Promise<BlobStore | undefined>;
	/** Removes a blob that turned out to be damaged. */
	readonly discard: (digest: Digest) => Promise<void>;
	/** A small blob that is here, of `most` bytes at most; the caller hashes it. */
	readonly read: (digest: Digest, most: number) => Promise<Uint8Array | undefined>;
	/** Keeps a small blob whose bytes were hashed to its digest. What can't be kept is told to the log. */
	readonly keep: (digest: Digest, bytes: Uint8Array) => Promise<void>;
	/** Removes what was used longest ago where there is too much, or all of it where it was temporary. */
	readonly close: () => Promise<void>;
};

export type BlobStoreOptions = {
	/** The layout's folder; a temporary one where there is none, or it can't be used. */
	readonly folder: string | undefined;
	/** Bytes of all blobs together. */
	readonly limit?: number;
	/** Is told why the folder can't be used; untrusted text. */
	readonly log: (line: string) => void;
	/** Is told what the user should know of that, and what would help; untrusted text. */
	readonly warn?: ((why: string) => void) | undefined;
};

/** How many bytes of blobs are kept. */
export const blobLimit = 4e9;

/** The folder of the blobs in a cache's folder. */
export function blobFolder(cache: string): string {
	return path.join(cache, 'registry');
}

/** Opens the blobs in a folder, which is made where it isn't there. Throws a `LayerscopeError` where not even a temporary folder can be made. */
export async function openBlobStore({folder, limit = blobLimit, log, warn}: BlobStoreOptions): Promise<BlobStore> {
	try {
		if (folder !== undefined) {
			await makeLayout(folder);
			return new FolderStore(folder, false, {limit, log, warn});
		}
	} catch (error) {
		log(`Blobs can't be kept in ${folder}: ${messageOf(error)}`);
		warn?.(cacheProblem(folder!, error));
	}

	return new FolderStore(await temporaryFolder(), true, {limit, log, warn});
}

async function makeLayout(folder: string): Promise<void> {
	await makeFolder(path.dirname(folder));
	await makeFolder(folder);
	await makeFolder(path.join(folder, 'blobs'));
	await makeFolder(path.join(folder, 'blobs', 'sha256'));
	const file = path.join(folder, 'oci-layout');
	if (await readOwn(file, 1024) === undefined) {
		await writeOwn(file, [new TextEncoder().encode('{"imageLayoutVersion":"1.0.0"}')]);
	}
}

async function temporaryFolder(): Promise<string> {
	try {
		return await mkdtemp(path.join(tmpdir(), 'layerscope-'));
	} catch (error) {
		throw new LayerscopeError('usage', `There is no place for layers: ${messageOf(error)}.`, {advice: 'Set TMPDIR or XDG_CACHE_HOME to a folder that can be written.', cause: error});
	}
}

type StoreParts = Required<Pick<BlobStoreOptions, 'limit' | 'log'>> & Pick<BlobStoreOptions, 'warn'>;

class FolderStore implements BlobStore {
	readonly folder: string;
	readonly isTemporary: boolean;
	readonly #parts: StoreParts;
	#spare: Promise<BlobStore> | undefined;
	readonly #used = new Set<string>();

	constructor(folder: string, isTemporary: boolean, parts: StoreParts) {
		this.folder = folder;
		this.isTemporary = isTemporary;
		this.#parts = parts;
	}

	readonly find = async (wanted: BlobName): Promise<string | undefined> => {
		const spare = await this.#spare;
		return await this.#ownFile(wanted) ?? spare?.find({...wanted});
	};

	readonly spare = async (why: DiskError): Promise<BlobStore | undefined> => {
		if (this.isTemporary) {
			return undefined;
		}

		const {log, warn} = this.#parts;
		this.#spare ??= openBlobStore({folder: undefined, log});
		log(why.message);
		warn?.(cacheProblem(this.folder, why.cause));
		return this.#spare;
	};

	readonly begin = async ({digest, size}: BlobName): Promise<PartialBlob> => {
		const file = this.#fileOf(digest);
		try {
			await mkdir(path.dirname(file), {recursive: true, mode: 0o700});
			await this.#evict(size);
			const partial = await claimPartial(file, size);
			this.#used.add(file);
			return partial;
		} catch (error) {
			throw new DiskError(this.folder, error);
		}
	};

	readonly discard = async (digest: Digest): Promise<void> => {
		await rm(this.#fileOf(digest), {force: true});
		const spare = await this.#spare;
		await spare?.discard(digest);
	};

	readonly read = async (digest: Digest, most: number): Promise<Uint8Array | undefined> => readOwn(this.#fileOf(digest), most).catch(() => undefined);

	readonly keep = async (digest: Digest, bytes: Uint8Array): Promise<void> => {
		const file = this.#fileOf(digest);
		try {
			await mkdir(path.dirname(file), {recursive: true, mode: 0o700});
			await writeOwn(file, [bytes]);
			this.#used.add(file);
		} catch (error) {
			this.#parts.log(`${digest} can't be kept: ${messageOf(error)}`);
			this.#parts.warn?.(cacheProblem(this.folder, error));
		}
	};

	readonly close = async (): Promise<void> => {
		const spare = await this.#spare?.catch(() => undefined);
		await spare?.close();
		if (this.isTemporary) {
			await rm(this.folder, {recursive: true, force: true}).catch(() => undefined);
			return;
		}

		this.#used.clear();
		await this.#evict(0).catch((error: unknown) => {
			this.#parts.log(`Old blobs can't be removed: ${messageOf(error)}`);
		});
	};

	async #ownFile({digest, size}: BlobName): Promise<string | undefined> {
		const file = this.#fileOf(digest);
		const facts = await lstat(file).catch(() => undefined);
		if (!facts?.isFile() || facts.size !== size || !isOurs(facts.uid)) {
			return undefined;
		}

		this.#used.add(file);
		const now = new Date();
		await utimes(file, now, now).catch(() => undefined);
		return file;
	}

	async #evict(room: number): Promise<void> {
		if (!this.isTemporary) {
			await evictBlobs(this.folder, {limit: this.#parts.limit - room, used: this.#used, now: Date.now()});
		}
	}

	#fileOf(digest: Digest): string {
		return path.join(this.folder, 'blobs', digest.slice(0, digest.indexOf(':')), digestHex(digest));
	}
}

