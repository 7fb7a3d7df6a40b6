import type {ContentRequest, ImageSource} from '../sources/image-source.ts';

/** The content of one entry, as bytes alone. */
export async function * contentBytes(source: ImageSource, request: ContentRequest, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
	for await (const event of source.content(request, signal)) {
		if (event.type === 'bytes') {
			yield event.bytes;
		}
	}
}
