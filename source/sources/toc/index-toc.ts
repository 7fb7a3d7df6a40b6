import {setImmediate} from 'node:timers/promises';
import {LayerscopeError} from '../../errors.ts';
import {
	asArray, asObject, field, parseJson, type JsonObject,
} from '../../image/json.ts';
import {createLayerIndexBuilder, type LayerIndexBuilder} from '../../image/layer-index-builder.ts';
import type {LayerIndex} from '../../image/layer-index.ts';
import {createFilePlaces, type FilePlace, type FilePlaces} from './file-places.ts';
import {ownEntry} from './own-entry.ts';
import type {StoredToc} from './stored-toc.ts';
import {factsOf} from './toc-facts.ts';
import {TocError} from './toc-error.ts';
import {textOf} from './toc-fields.ts';

/** What a table of contents says: the layer's entries, and where each file's content is. */
export type IndexedToc = {
	readonly index: LayerIndex;
	/** Of every file that isn't empty, by the number of its entry. */
	readonly places: ReadonlyMap<number, FilePlace>;
};

const entriesInATurn = 4096;
const what = 'The table of contents';

/** Makes the index of a verified table, a few thousand entries a turn. Throws a `TocError` where anything in it can't be right. */
export async function indexToc(stored: StoredToc): Promise<IndexedToc> {
	try {
		return await indexEntries(stored, entriesOf(stored.json));
	} catch (error) {
		if (error instanceof TocError || !(error instanceof LayerscopeError)) {
			throw error;
		}

		throw new TocError('something in it isn\'t as it should be', {cause: error});
	}
}

function entriesOf(json: Uint8Array): readonly unknown[] {
	const document = asObject(parseJson(json, what), what);
	if (field(document, 'version') !== 1) {
		throw new TocError('it is of a version that isn\'t known');
	}

	return asArray(field(document, 'entries'), what);
}

async function indexEntries(stored: StoredToc, entries: readonly unknown[]): Promise<IndexedToc> {
	const builder = createLayerIndexBuilder();
	const files = createFilePlaces(stored.end);
	let count = 0;
	for (const [position, value] of entries.entries()) {
		const entry = asObject(value, what);
		if (textOf(entry, 'type') === 'chunk') {
			files.addChunk(entry);
		} else {
			addEntry(entry, count++, builder, files);
		}

		if (position % entriesInATurn === entriesInATurn - 1) {
			await setImmediate();
		}
	}

	files.endFile();
	const own = await ownEntry(stored, files.places, count);
	if (own !== undefined) {
		builder.add(own.facts);
	}

	return {index: builder.finish(0), places: own === undefined ? files.places : new Map([...files.places, [count, own.place]])};
}

function addEntry(entry: JsonObject, number: number, builder: LayerIndexBuilder, files: FilePlaces): void {
	const facts = factsOf(entry, number);
	builder.add(facts);
	files.endFile();
	if (facts.type === 'file' && facts.size > 0) {
		files.addFile(entry, number);
	}
}
