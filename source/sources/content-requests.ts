import type {ContentPiece, ContentRequest, ImageSource} from './image-source.ts';

/** What is wanted of one blob: offsets, the lowest first, and the place of each in the list of all requests. */
export type RequestGroup<Key> = {readonly key: Key; readonly offsets: readonly number[]; readonly places: readonly number[]};

/** Puts requests together that are read in one pass: those whose layers have the same key. */
export function groupRequests<Key>(requests: readonly ContentRequest[], keyOf: (layer: number) => Key): Array<RequestGroup<Key>> {
	const groups = new Map<Key, number[]>();
	for (const [place, {layer}] of requests.entries()) {
		const key = keyOf(layer);
		const places = groups.get(key);
		if (places) {
			places.push(place);
		} else {
			groups.set(key, [place]);
		}
	}

	return [...groups].map(([key, unsorted]) => {
		const places = unsorted.toSorted((a, b) => requests[a]!.offset - requests[b]!.offset);
		return {key, places, offsets: places.map(place => requests[place]!.offset)};
	});
}

/** The contents that a source gives for requests, in one pass where it can. */
export async function * readContents(source: ImageSource, requests: readonly ContentRequest[], signal: AbortSignal): AsyncGenerator<ContentPiece, void> {
	if (source.contents) {
		yield * source.contents(requests, signal);
		return;
	}

	for (const [place, request] of requests.entries()) {
		for await (const event of source.content(request, signal)) {
			if (event.type === 'bytes') {
				yield {request: place, bytes: event.bytes};
			}
		}
	}
}

/** The pieces of a group's contents, named by their places in the list of all requests; what else comes is left out. */
export async function * piecesOf(events: AsyncIterable<({readonly type: 'bytes'} & ContentPiece) | {readonly type: 'progress'}>, {places}: RequestGroup<unknown>): AsyncGenerator<ContentPiece, void> {
	for await (const event of events) {
		if (event.type === 'bytes') {
			yield {request: places[event.request]!, bytes: event.bytes};
		}
	}
}
