import type {EngineConnection} from '../engine/connection.ts';
import type {SavedImages} from '../engine/save-images.ts';
import type {Progress} from '../progress/progress.ts';
import {produce} from '../sources/produce.ts';
import {saveArchive} from '../sources/save-archive.ts';
import {writeWhole, type WriteResult} from './safe-file.ts';
import {tellTransfer, type TransferTeller} from './tell-transfer.ts';

type SaveToFile = {
	/** As `findSaved` found them. */
	readonly images: SavedImages;
	/** Where to. */
	readonly file: string;
	/** Whether a file that is there is replaced. */
	readonly isForced: boolean;
};

/**
Has an engine save images into a file, whole or not at all, with progress by bytes. Gives `exists`, and asks the engine for nothing, where
the file is there and may not be replaced. Throws a `LayerscopeError` where the disk is full, or the engine is lost or gives half an archive.
*/
export async function * saveToFile(connection: EngineConnection, {images, file, isForced}: SaveToFile, signal: AbortSignal): AsyncGenerator<Progress, WriteResult> {
	return yield * produce<Progress, WriteResult>(signal, async (emit, inner) => {
		const teller = tellSave(images, emit);
		const result = await writeWhole(file, counted(saveArchive(connection, images, inner), teller), isForced);
		teller.done();
		return result;
	});
}

/** As `saveToFile`, to whatever `write` takes the bytes to. */
export async function * saveToOutput(
	connection: EngineConnection,
	{images, write}: {readonly images: SavedImages; readonly write: (chunks: AsyncIterable<Uint8Array>) => Promise<void>},
	signal: AbortSignal,
): AsyncGenerator<Progress, void> {
	yield * produce<Progress, void>(signal, async (emit, inner) => {
		const teller = tellSave(images, emit);
		await write(counted(saveArchive(connection, images, inner), teller));
		teller.done();
	});
}

function tellSave({title, estimate}: SavedImages, emit: (progress: Progress) => void): TransferTeller {
	return tellTransfer({
		task: 'save', subject: title, total: estimate, isEstimated: true,
	}, emit);
}

async function * counted(chunks: AsyncIterable<Uint8Array>, teller: TransferTeller): AsyncGenerator<Uint8Array, void> {
	for await (const chunk of chunks) {
		teller.move(chunk.length);
		yield chunk;
	}
}
