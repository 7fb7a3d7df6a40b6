import process from 'node:process';
import type {Catalogue, LocalImage} from '../catalogue/local-image.ts';
import {sortImages} from '../catalogue/sort-images.ts';
import {completeCatalogue} from '../engine/catalogue-of.ts';
import {connectEngine, type EngineConnection} from '../engine/connection.ts';
import {listImages} from '../engine/list-images.ts';
import {jsonImages, textImages} from '../report/image-listing.ts';
import type {Context} from './context.ts';
import {writeTexts} from './output.ts';

type ImagesCommand = {readonly isAll: boolean; readonly filters: Readonly<Record<string, readonly string[]>>};

/** `layerscope images`: what the engine holds, the newest first, as a table or JSON. */
export async function listImagesOfEngine({isAll, filters}: ImagesCommand, {isJson, engine, signal}: Context): Promise<number> {
	const connection = await connectEngine(engine);
	try {
		const wanted = await filtered(connection, {isAll, filters}, signal);
		const catalogue = await completeCatalogue(connection, signal);
		const shown = sortImages(candidates(catalogue, isAll), 'created').filter(({id}) => wanted?.has(id) ?? true);
		await writeTexts(process.stdout, isJson ? jsonImages(shown, catalogue.images) : textImages(shown));
		return 0;
	} finally {
		connection.close();
	}
}

// The engine filters, by its own rules; what is unique to an image depends on those that are filtered out as well.
async function filtered(connection: EngineConnection, {isAll, filters}: ImagesCommand, signal: AbortSignal): Promise<ReadonlySet<string> | undefined> {
	if (Object.keys(filters).length === 0) {
		return undefined;
	}

	const {images} = await listImages(connection, {isAll, filters}, signal);
	return new Set(images.map(({id}) => id));
}

function candidates({images, hidden = []}: Catalogue, isAll: boolean): readonly LocalImage[] {
	return isAll ? [...images, ...hidden] : images;
}
