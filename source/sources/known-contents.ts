import {UnpackingLimitError} from '../errors.ts';
import type {ContentRequest, ImageSource, SourceEvent} from './image-source.ts';

/** The last entry that is known of a layer which wasn't unpacked to its end, and how many bytes from its header on were. */
type Brink = {readonly offset: number; readonly bytes: number; readonly error: UnpackingLimitError};

/** A source whose contents are unpacked no further than its layers were: all entries but the last that are known of such a layer end before there. */
export function withKnownContents(source: ImageSource): ImageSource {
	const brinks = new Map<number, Brink>();
	const counterOf = ({layer, offset}: ContentRequest) => {
		const brink = brinks.get(layer);
		return brink?.offset === offset ? createCounter(brink) : undefined;
	};

	const {contents} = source;
	return {
		...source,
		async * read(signal) {
			for await (const event of source.read(signal)) {
				note(brinks, event);
				yield event;
			}
		},
		async * content(request, signal) {
			const count = counterOf(request);
			for await (const event of source.content(request, signal)) {
				count?.(event.type === 'bytes' ? event.bytes.length : 0);
				yield event;
			}
		},
		...(contents && {
			async * contents(requests: readonly ContentRequest[], signal: AbortSignal) {
				const counts = requests.map(request => counterOf(request));
				for await (const piece of contents(requests, signal)) {
					counts[piece.request]?.(piece.bytes.length);
					yield piece;
				}
			},
		}),
	};
}

function note(brinks: Map<number, Brink>, event: SourceEvent): void {
	if (event.type === 'layer' && event.failure instanceof UnpackingLimitError && event.index.count > 0) {
		const {layer, index: {offsets, count, length}, failure: error} = event;
		const offset = offsets[count - 1]!;
		brinks.set(layer, {offset, bytes: length - offset, error});
	}
}

/** Counts bytes of a content. Throws where it goes on behind what was unpacked. */
function createCounter({bytes, error}: Brink): (more: number) => void {
	let left = bytes;
	return more => {
		left -= more;
		if (left < 0) {
			throw error;
		}
	};
}
