import {createGunzip} from 'node:zlib';
import {LayerscopeError} from '../errors.ts';
import {createBlockingGunzip, type BlockingGunzip} from './blocking-gunzip.ts';
import type {StoredForm} from './compression.ts';

/** Takes stored bytes and gives plain ones to the `onBytes` it was made with. Both methods throw a `LayerscopeError` on damage. */
export type Decompressor = {
	/** Resolves when the chunk is used up; what it gave has been handed on by then. */
	readonly write: (chunk: Uint8Array) => Promise<void>;
	readonly end: () => Promise<void>;
	/** Frees what it holds; for whoever stops before the end. */
	readonly close: () => Promise<void>;
};

/** Resolves when the one who is given the bytes can take more; for forms in which a few bytes expand to gigabytes. */
export type Room = () => Promise<void>;

async function nothing(): Promise<void> {
	return undefined;
}

// Node's default of 16 KiB takes twice as long.
const chunkSize = 256 * 1024;

export type DecompressorOptions = {
	/** Gzip may be unpacked in the thread that calls, which takes less of all cores together; a chunk of it can hold a thousand times its length. */
	readonly mayBlock?: boolean;
	/** Is waited for between the pieces of what expands without bounds. */
	readonly room?: Room | undefined;
};

/** A decompressor for a stored form; the bytes given to `onBytes` may be used again after it returns. */
export async function createDecompressor(form: StoredForm, onBytes: (bytes: Uint8Array) => void, {mayBlock = false, room}: DecompressorOptions = {}): Promise<Decompressor> {
	switch (form) {
		case 'none': {
			return {
				async write(chunk) {
					onBytes(chunk);
				},
				end: nothing,
				close: nothing,
			};
		}

		case 'gzip': {
			const gunzip = mayBlock ? createBlockingGunzip() : undefined;
			return gunzip === undefined ? createGzipStream(onBytes) : createGzipDecompressor(gunzip, onBytes);
		}

		case 'zstd': {
			// Its decoder is large, and few images need it.
			const {createZstdDecompressor} = await import('./zstd.ts');
			return createZstdDecompressor(onBytes, room);
		}

		case 'xz':
		case 'bzip2': {
			throw new LayerscopeError('unreadable', `It is compressed with ${form}, which container images don't use and layerscope can't read`);
		}
	}
}

function damaged(error: Error): LayerscopeError {
	return new LayerscopeError('unreadable', `The gzip data is damaged or ends in the middle (${error.message})`, {cause: error});
}

function createGzipDecompressor(gunzip: BlockingGunzip, onBytes: (bytes: Uint8Array) => void): Decompressor {
	// What the bytes are used for fails with words of its own.
	let failure: {readonly error: unknown} | undefined;
	const take = (bytes: Uint8Array) => {
		try {
			onBytes(bytes);
		} catch (error) {
			failure = {error};
			throw error;
		}
	};

	const attempt = (step: () => void) => {
		try {
			step();
		} catch (error) {
			throw failure === undefined ? damaged(error as Error) : failure.error;
		}
	};

	return {
		async write(chunk) {
			attempt(() => {
				gunzip.write(chunk, take);
			});
		},
		async end() {
			attempt(gunzip.end);
			gunzip.close();
		},
		async close() {
			gunzip.close();
		},
	};
}

function createGzipStream(onBytes: (bytes: Uint8Array) => void): Decompressor {
	const gunzip = createGunzip({chunkSize});
	// Zlib is told to go on right behind this event: what is done with the bytes waits until then, so that both go on at once.
	const ready: Uint8Array[] = [];
	const failed = new Promise<never>((_resolve, reject) => {
		const pass = () => {
			try {
				for (const piece of ready.splice(0)) {
					onBytes(piece);
				}
			} catch (error) {
				const failure = error as Error;
				gunzip.destroy();
				reject(failure);
			}
		};

		gunzip.on('data', (bytes: Uint8Array) => {
			if (ready.push(bytes) === 1) {
				queueMicrotask(pass);
			}
		});
		gunzip.on('error', error => {
			reject(damaged(error));
		});
	});
	// An error between two writes is thrown by the next one.
	failed.catch(() => undefined);
	const ended = new Promise<void>(resolve => {
		gunzip.on('end', resolve);
	});
	return {
		async write(chunk) {
			await Promise.race([failed, new Promise<void>(resolve => {
				gunzip.write(chunk, error => {
					if (!error) {
						resolve();
					}
				});
			})]);
		},
		async end() {
			gunzip.end();
			await Promise.race([failed, ended]);
		},
		async close() {
			gunzip.destroy();
		},
	};
}
