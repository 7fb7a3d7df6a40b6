import {LayerscopeError} from '../errors.ts';
import type {StoredForm} from '../indexing/compression.ts';
import {createContentReader} from '../tar/entry-content.ts';
import type {ContentEvent, ContentPiece} from './image-source.ts';
import {plainPieces} from './plain-pieces.ts';

const progressInterval = 100;

/** Which contents are wanted of a layer. */
export type ContentPlaces = {
	/** Where each entry begins, in bytes of the plain tar, counted from the first byte that is given; the lowest first. */
	readonly offsets: readonly number[];
	/** How the bytes are stored, where that is known already; else their beginning tells. */
	readonly form?: StoredForm;
};

type LayerContentEvent = ({readonly type: 'bytes'} & ContentPiece) | {readonly type: 'progress'; readonly current: number};

/**
The contents of the entries at `offsets` in one pass over a layer's stored bytes from their beginning on, compressed or not.
Gives progress on the way (bytes of the plain tar) at most ten times a second, and stops reading when the last content is complete.
*/
export async function * readLayerContents(stored: AsyncIterable<Uint8Array>, {offsets, form}: ContentPlaces): AsyncGenerator<LayerContentEvent, void> {
	let reader = createContentReader();
	let request = 0;
	let last = performance.now();
	for await (const {start, bytes} of plainPieces(stored, offsets[0] ?? 0, form)) {
		while (request < offsets.length) {
			const before = Math.max(0, offsets[request]! - start);
			if (before >= bytes.length) {
				break;
			}

			// A hole can be larger than any memory, so its zeros are made one piece at a time.
			for (const piece of reader.write(bytes.subarray(before))) {
				yield {type: 'bytes', request, bytes: Uint8Array.from(piece)};
			}

			if (!reader.done) {
				break;
			}

			reader = createContentReader();
			request++;
		}

		if (request === offsets.length) {
			return;
		}

		if (performance.now() - last > progressInterval) {
			last = performance.now();
			yield {type: 'progress', current: start + bytes.length};
		}
	}

	if (request < offsets.length) {
		reader.end();
		throw new LayerscopeError('unreadable', 'The layer ends before the content.', {offset: offsets[request]});
	}
}

type ContentPlace = Omit<ContentPlaces, 'offsets'> & {
	readonly offset: number;
	/** The length of the plain tar, if known. */
	readonly total?: number;
};

/** The content of one entry, as `readLayerContents` gives several. */
export async function * readLayerContent(stored: AsyncIterable<Uint8Array>, {offset, total, form}: ContentPlace): AsyncGenerator<ContentEvent, void> {
	for await (const event of readLayerContents(stored, {offsets: [offset], form})) {
		yield event.type === 'progress' ? {...event, total} : {type: 'bytes', bytes: event.bytes};
	}
}
