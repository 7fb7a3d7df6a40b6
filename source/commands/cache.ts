import process from 'node:process';
import {listBlobs, removeBlobs, type BlobFile} from '../cache/blob-files.ts';
import {blobFolder, blobLimit} from '../cache/blob-store.ts';
import {cacheFolder} from '../cache/cache-folder.ts';
import {readListing, removeAll, type CacheListing} from '../cache/cache-listing.ts';
import {removeCompiledCode} from '../cache/compiled-code.ts';
import {defaultLimit} from '../cache/layer-cache.ts';
import {LayerscopeError, messageOf} from '../errors.ts';
import {jsonText} from '../report/json-text.ts';
import {
	escapeText, joinText, ownText, type SafeText,
} from '../text/escape.ts';
import {formatBytes, formatNumber, formatTime} from '../text/format.ts';
import {fit} from '../text/width.ts';
import type {Context} from './context.ts';
import {writeTexts} from './output.ts';

/** `layerscope cache`: the layers that are kept from earlier runs, the last used first, as a table or JSON. */
export async function listCache({isJson}: Context): Promise<number> {
	const folder = cacheFolder(process.env);
	const [listing, blobs] = await onDisk(folder, async () => Promise.all([readListing(folder), listBlobs(blobFolder(folder))]));
	await writeTexts(process.stdout, isJson ? [`${jsonText(jsonListing(folder, listing, blobs))}\n`] : textListing(folder, listing, blobs));
	return 0;
}

/** `layerscope cache --clear`: removes all of it, and tells what that freed. */
export async function clearCache({isJson}: Context): Promise<number> {
	const folder = cacheFolder(process.env);
	const freed = await onDisk(folder, async () => {
		const blobs = await removeBlobs(blobFolder(folder));
		const code = await removeCompiledCode(folder);
		return blobs + code + await removeAll(folder);
	});
	await writeTexts(process.stdout, [isJson ? `${jsonText({folder, freed})}\n` : `Freed: ${formatBytes(freed)}\n`]);
	return 0;
}

async function onDisk<Value>(folder: string, work: () => Promise<Value>): Promise<Value> {
	try {
		return await work();
	} catch (error) {
		throw error instanceof LayerscopeError
			? error
			: new LayerscopeError('usage', `The cache in ${folder} can't be looked at: ${messageOf(error)}.`, {advice: 'Remove the folder, or set XDG_CACHE_HOME to a folder of yours.', cause: error});
	}
}

function bytesOf(blobs: readonly BlobFile[]): number {
	return blobs.reduce((sum, {bytes}) => sum + bytes, 0);
}

function wholeBlobs(blobs: readonly BlobFile[]): readonly BlobFile[] {
	return blobs.filter(({isPartial}) => !isPartial);
}

function jsonListing(folder: string, {layers, images, bytes}: CacheListing, blobs: readonly BlobFile[]): unknown {
	return {
		folder,
		bytes,
		limit: defaultLimit,
		blobs: {bytes: bytesOf(blobs), limit: blobLimit, count: wholeBlobs(blobs).length},
		images,
		layers: layers.map(({diffId, digests, bytes, entries, used, isHashed}) => ({
			diffId, digests, bytes, entries, used: new Date(used).toISOString(), verification: isHashed ? 'verified' : 'not-verified',
		})),
	};
}

function * textListing(folder: string, {layers, images, bytes}: CacheListing, blobs: readonly BlobFile[]): Generator<string, void> {
	const right = (text: SafeText) => fit(text, 10, {align: 'right'});
	const row = (...[used, size, entries, layer]: readonly [SafeText, SafeText, SafeText, SafeText]) => `${fit(used, 16)}  ${right(size)}  ${right(entries)}  ${layer}\n`;
	yield row(ownText('LAST USED'), ownText('SIZE'), ownText('ENTRIES'), ownText('LAYER (DIFFID)'));
	for (const {diffId, bytes: size, entries, used} of layers) {
		yield row(formatTime(used / 1000), formatBytes(size), formatNumber(entries), ownText(diffId));
	}

	yield `${joinText([ownText(`${formatNumber(layers.length)} layers of ${formatNumber(images)} images, ${formatBytes(bytes)} of at most ${formatBytes(defaultLimit)} in `), escapeText(folder)])}\n`;
	yield `${formatNumber(wholeBlobs(blobs).length)} blobs of registries, ${formatBytes(bytesOf(blobs))} of at most ${formatBytes(blobLimit)}\n`;
}
