import {open, type FileHandle} from 'node:fs/promises';
import {readBlocksAhead} from './file-range.ts';
import type {LayerResult} from './layer-task.ts';
import type {LayerReader} from './read-layer.ts';

/** A layer in a file that somebody else still writes. */
export type GrowingFile = {
	/** Reads as far as it has come, in bytes from its start. */
	readonly readTo: (length: number) => Promise<void>;
	/** What the layer is, of which no more comes. */
	readonly end: () => Promise<LayerResult>;
	readonly close: () => Promise<void>;
};

/** Begins to read a file, which is opened at once: it may get another name meanwhile. */
export function readGrowingFile(path: string, reader: LayerReader): GrowingFile {
	const opened = open(path, 'r');
	// It is thrown to whoever reads.
	opened.catch(() => undefined);
	let position = 0;
	const readFrom = async (file: FileHandle, length: number) => {
		for await (const block of readBlocksAhead(file, {path, start: position, length: length - position})) {
			await reader.write(block);
			position += block.length;
		}
	};

	const close = async () => {
		await opened.then(async file => file.close(), () => undefined);
	};

	return {
		readTo: async length => readFrom(await opened, length),
		async end() {
			await close();
			return reader.end();
		},
		close,
	};
}
