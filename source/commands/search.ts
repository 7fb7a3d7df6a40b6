import process from 'node:process';
import {connectEngine} from '../engine/connection.ts';
import {searchImages, type SearchWish} from '../engine/search-images.ts';
import {LayerscopeError} from '../errors.ts';
import {jsonSearch, textSearch} from '../report/search-listing.ts';
import {escapeText} from '../text/escape.ts';
import type {Context} from './context.ts';
import {writeTexts} from './output.ts';

/** `layerscope search`: what a registry has, asked through the engine, as a table or JSON. */
export async function search(wish: SearchWish, {isJson, engine, signal, say}: Context): Promise<number> {
	if (wish.term.trim() === '') {
		throw new LayerscopeError('usage', 'There is no word to search for.', {advice: 'Such as: layerscope search nginx'});
	}

	const connection = await connectEngine(engine);
	try {
		const found = await searchImages(connection, wish, process.env, signal);
		if (found.length === 0 && !isJson) {
			say(escapeText(`Nothing was found for ${wish.term}.`));
			return 0;
		}

		await writeTexts(process.stdout, isJson ? [jsonSearch(found)] : textSearch(found, process.stdout.isTTY ? process.stdout.columns : undefined));
		return 0;
	} finally {
		connection.close();
	}
}
