import type {ContentEvent, ContentPiece, ContentRequest} from '../image-source.ts';
import {StoreError} from './store-error.ts';
import type {StoredImage} from './stored-image.ts';

/** A content from the store, or the one of the engine where the store hasn't got it. */
export async function * orElse(stored: AsyncGenerator<ContentEvent, void> | undefined, other: () => AsyncGenerator<ContentEvent, void>): AsyncGenerator<ContentEvent, void> {
	if (stored === undefined) {
		yield * other();
		return;
	}

	try {
		yield * stored;
	} catch (error) {
		if (!(error instanceof StoreError)) {
			throw error;
		}

		yield * other();
	}
}

/** The contents that a store has; gives back the places of the requests for those that it hasn't. */
export async function * restOf(stored: StoredImage | undefined, requests: readonly ContentRequest[], signal: AbortSignal): AsyncGenerator<ContentPiece, number[]> {
	if (stored === undefined) {
		return [...requests.keys()];
	}

	if (stored.contents) {
		return yield * stored.contents(requests, signal);
	}

	const rest: number[] = [];
	for (const [place, request] of requests.entries()) {
		try {
			for await (const event of stored.content(request, signal)) {
				if (event.type === 'bytes') {
					yield {request: place, bytes: event.bytes};
				}
			}
		} catch (error) {
			if (!(error instanceof StoreError)) {
				throw error;
			}

			rest.push(place);
		}
	}

	return rest;
}
