import {LayerscopeError} from '../errors.ts';
import {cleanName} from './archive-names.ts';
import type {ArchiveEntry} from './archive-stream.ts';
import {groupRequests, piecesOf} from './content-requests.ts';
import type {ContentPiece, ContentRequest} from './image-source.ts';
import {readLayerContents} from './layer-content.ts';

type Wanted = {
	readonly requests: readonly ContentRequest[];
	/** By layer, the name of its blob in the archive. */
	readonly names: ReadonlyArray<string | undefined>;
	/** What the archive is called where a blob is missing. */
	readonly location: string;
};

/** The contents of many entries in one pass over an archive, as its blobs come. Throws a `LayerscopeError` where a blob isn't in it. */
export async function * blobContents(entries: AsyncIterable<ArchiveEntry>, {requests, names, location}: Wanted): AsyncGenerator<ContentPiece, void> {
	const groups = new Map(groupRequests(requests, layer => names[layer]).map(group => [group.key, group]));
	for await (const entry of groups.size === 0 ? [] : entries) {
		const name = cleanName(entry.name);
		const group = entry.type === 'file' ? groups.get(name) : undefined;
		const body = keptOpen(entry.body);
		if (group) {
			yield * piecesOf(readLayerContents(body, group), group);
			groups.delete(name);
		}

		if (groups.size === 0) {
			return;
		}

		await drain(body);
	}

	const [missing] = groups.values();
	if (missing) {
		const {layer} = requests[missing.places[0]!]!;
		throw new LayerscopeError('unreadable', `${location} has no layer ${layer}.`, {layer, advice: 'It was changed since it was opened; open it again.'});
	}
}

// Some archives end as a whole when the reader of one blob leaves early.
function keptOpen<Item>(items: AsyncIterable<Item>): AsyncIterable<Item> {
	const iterator = items[Symbol.asyncIterator]();
	return {[Symbol.asyncIterator]: () => ({next: async () => iterator.next()})};
}

async function drain(body: AsyncIterable<unknown>): Promise<void> {
	for await (const _chunk of body) {
		// What isn't wanted must go by before the next entry comes.
	}
}
