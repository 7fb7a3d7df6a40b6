import process from 'node:process';
import {LayerscopeError} from '../errors.ts';
import {jsonEntries, textEntries} from '../report/entry-listing.ts';
import {jsonListing, textListing} from '../report/listing.ts';
import type {Context} from './context.ts';
import {findPath, pathBytes} from './find-path.ts';
import {chosenLayer, withFiles} from './load.ts';
import {writeTexts} from './output.ts';

type ListRequest = {
	readonly image: string;
	readonly path: string;
	readonly layer: number | undefined;
	readonly isRecursive: boolean;
};

/** `layerscope ls`: the merged tree up to a layer. */
export async function list({image, path, layer, isRecursive}: ListRequest, context: Context): Promise<number> {
	return withFiles(image, context, async ({source, loaded}) => {
		const {lifetimes} = loaded;
		const chosen = chosenLayer(loaded, layer);
		if (chosen < 0) {
			await writeTexts(process.stdout, context.isJson ? ['[]\n'] : []);
			return 0;
		}

		const found = await findPath({
			source, lifetimes, layer: chosen, signal: context.signal,
		}, pathBytes(path));
		const options = {...found, layer: chosen, isRecursive};
		await writeTexts(process.stdout, context.isJson ? jsonListing(lifetimes, options) : textListing(lifetimes, options));
		return 0;
	});
}

/** `layerscope entries`: the tar entries of one layer as stored. */
export async function listEntries(image: string, layer: number | undefined, context: Context): Promise<number> {
	if (layer === undefined) {
		throw new LayerscopeError('usage', '`layerscope entries` lists one layer, and none was named.', {advice: 'Add --layer N, counted from 0.'});
	}

	return withFiles(image, context, async ({loaded}) => {
		const index = loaded.lifetimes.layers[chosenLayer(loaded, layer)]!;
		if (index.isWritable) {
			throw new LayerscopeError('usage', 'The container layer is no tar, so it has no entries.', {
				advice: 'List what it changed with `layerscope ls --recursive --json`, or with `docker diff`.',
			});
		}

		await writeTexts(process.stdout, context.isJson ? jsonEntries(index) : textEntries(index));
		return 0;
	});
}
