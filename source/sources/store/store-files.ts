import path from 'node:path';
import type {IndexedLayer, Indexer, OnBytes} from '../../indexing/indexer.ts';
import {readBlocks} from '../../indexing/file-range.ts';
import {abortable} from '../abortable.ts';
import {openInside} from './open-inside.ts';
import {StoreError} from './store-error.ts';
import {readStoreFile} from './store-root.ts';

/** A file of a layer that is unpacked in a store. */
export type KeptFile = {
	/** The layer's folder, as `StoreFiles` names it. */
	readonly folder: string;
	/** As the layer has it, in bytes; untrusted. */
	readonly name: Uint8Array;
	/** In bytes, as the layer says. */
	readonly size: number;
};

/** Is told how many bytes were shipped so far, and of how many where that is known. */
export type OnShipped = (current: number, total: number | undefined) => void;

/** The files of an engine's store, by their paths below its root folder. Whatever can't be had is a `StoreError`. */
export type StoreFiles = {
	/** Says which files are going to be read, so that they come in one go where each would be a long way. */
	readonly announce: (names: readonly string[], signal: AbortSignal) => void;
	/** A document; it was announced. */
	readonly read: (name: string) => Promise<Uint8Array>;
	/** The index of the layer whose gzipped tar-split a file is; it was announced. */
	readonly indexSplit: (name: string, indexer: Indexer, signal: AbortSignal, onBytes: OnBytes) => Promise<IndexedLayer>;
	/** The bytes of a file, as many as its size says. No symlink is followed on the way to it, and nothing but an ordinary file opened. */
	readonly body: (file: KeptFile, signal: AbortSignal) => AsyncGenerator<Uint8Array, void>;
	/** The same of many in one go, where each alone would be a long way: the bytes of each are used up before the next is asked for. */
	readonly bodies?: (files: readonly KeptFile[], signal: AbortSignal) => AsyncGenerator<AsyncIterable<Uint8Array>, void>;
	/** Tells of the way, where there is one. */
	readonly follow?: (listener: OnShipped) => void;
};

/** A document as text. */
export async function readText(files: StoreFiles, name: string): Promise<string> {
	return new TextDecoder().decode(await files.read(name));
}

/** A document as JSON. */
export async function readJson(files: StoreFiles, name: string): Promise<unknown> {
	const text = await readText(files, name);
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new StoreError(`${name} is no JSON`, {cause: error});
	}
}

/** The files of a store on this machine, whose root folder is trusted. */
export function localFiles(root: string): StoreFiles {
	return {
		announce: () => undefined,
		read: async name => readStoreFile(path.join(root, name)),
		indexSplit: async (name, indexer, signal, onBytes) => indexer.indexSplit(path.join(root, name), signal, onBytes),
		async * body({folder, name, size}, signal) {
			const {file, facts} = await openInside(path.join(root, folder), name);
			try {
				if (facts.size !== BigInt(size)) {
					throw new StoreError('the file has another size than its header says');
				}

				yield * abortable(readBlocks(file, {path: '', start: 0, length: size}), signal);
			} finally {
				await file.close();
			}
		},
	};
}
