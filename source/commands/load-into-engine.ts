import process from 'node:process';
import {connectEngine} from '../engine/connection.ts';
import {fileInput, standardInput} from '../sources/load-archive.ts';
import {escapeText} from '../text/escape.ts';
import type {Context} from './context.ts';
import {followProgress} from './follow-progress.ts';
import {loadArchive} from './load-archive.ts';
import {writeTexts} from './output.ts';

/** `layerscope load`: an archive from a file or standard input into the engine; prints what was loaded, one reference or ID a line. */
export async function loadIntoEngine(file: string | undefined, {engine, signal, say}: Context): Promise<number> {
	const input = file === undefined ? standardInput() : await fileInput(file);
	const connection = await connectEngine(engine);
	try {
		const loaded = await followProgress(loadArchive(connection, input, signal), say);
		await writeTexts(process.stdout, loaded.map(name => `${escapeText(name)}\n`));
		return 0;
	} finally {
		connection.close();
	}
}
