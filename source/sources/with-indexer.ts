import {createIndexer, type Indexer} from '../indexing/indexer.ts';
import type {ImageSource} from './image-source.ts';

/** Opens a source that reads layers, whose work ends with the source, or where it can't be opened. */
export async function withIndexer(open: (indexer: Indexer) => Promise<ImageSource>): Promise<ImageSource> {
	const indexer = createIndexer();
	try {
		return await open(indexer);
	} catch (error) {
		await indexer.close();
		throw error;
	}
}
