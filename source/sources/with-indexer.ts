import type {ReadingLimits} from '../image/reading-limits.ts';
import {createIndexer, type Indexer} from '../indexing/indexer.ts';
import type {ImageSource} from './image-source.ts';

/** Opens a source that reads layers within limits, whose work ends with the source, or where it can't be opened. */
export async function withIndexer(limits: ReadingLimits | undefined, open: (indexer: Indexer) => Promise<ImageSource>): Promise<ImageSource> {
	const indexer = createIndexer(limits);
	try {
		return await open(indexer);
	} catch (error) {
		await indexer.close();
		throw error;
	}
}
