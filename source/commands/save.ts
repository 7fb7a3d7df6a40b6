import process from 'node:process';
import {connectEngine} from '../engine/connection.ts';
import {findSaved} from '../engine/save-images.ts';
import {LayerscopeError} from '../errors.ts';
import {parsePlatform} from '../image/platform.ts';
import type {Context} from './context.ts';
import {followProgress} from './follow-progress.ts';
import {writeBytes} from './output.ts';
import {saveToFile, saveToOutput} from './save-to-file.ts';

type SaveCommand = {
	readonly references: readonly string[];
	/** Where to; standard output where it isn't given. */
	readonly file: string | undefined;
	readonly isForced: boolean;
};

/** `layerscope save`: one or more images of the engine into one archive, in a file or on standard output that is no terminal. */
export async function save({references, file, isForced}: SaveCommand, {selection, engine, signal, say}: Context): Promise<number> {
	if (file === undefined && process.stdout.isTTY) {
		throw new LayerscopeError('usage', 'Nothing says where to save to.', {advice: 'Add -o FILE, or send the output into a pipe or a file.'});
	}

	const platform = selection.platform === undefined ? undefined : parsePlatform(selection.platform);
	const connection = await connectEngine(engine);
	try {
		const images = await findSaved(connection, references, platform, signal);
		if (file === undefined) {
			await followProgress(saveToOutput(connection, {images, write: async chunks => writeBytes(process.stdout, chunks)}, signal), say);
			return 0;
		}

		const result = await followProgress(saveToFile(connection, {images, file, isForced}, signal), say);
		if (result.kind === 'exists') {
			throw new LayerscopeError('usage', `${file} is there already.`, {advice: 'Choose another name, or overwrite it with --force.'});
		}

		return 0;
	} finally {
		connection.close();
	}
}
