import {LayerscopeError} from '../errors.ts';
import type {ArchiveLayout} from './archive-stream.ts';
import {cleanName} from './archive-names.ts';
import type {EngineSave} from './engine-save.ts';
import type {ContentEvent, ContentRequest} from './image-source.ts';
import {readLayerContent} from './layer-content.ts';

const progressInterval = 100;

/**
The content of an entry out of a new save of the image, which is read until the content is complete and no further.
Progress counts the bytes of the save. Throws a `LayerscopeError` where the layer isn't in the save.
*/
export async function * readEngineContent(save: EngineSave, layout: ArchiveLayout, {layer, offset}: ContentRequest, signal: AbortSignal): AsyncGenerator<ContentEvent, void> {
	const wanted = layout.layerNames[layer];
	let received = 0;
	const progress = (): ContentEvent => ({type: 'progress', current: received, total: save.total});
	yield progress();
	let last = performance.now();
	const entries = save.entries(signal, bytes => {
		received = bytes;
	});
	for await (const entry of entries) {
		if (wanted !== undefined && cleanName(entry.name) === wanted) {
			for await (const event of readLayerContent(entry.body, {offset})) {
				yield event.type === 'progress' ? progress() : event;
			}

			return;
		}

		for await (const _chunk of entry.body) {
			if (performance.now() - last > progressInterval) {
				last = performance.now();
				yield progress();
			}
		}
	}

	throw new LayerscopeError('unreadable', `The engine's save has no layer ${layer}.`, {advice: 'Pull the image again.', layer});
}
