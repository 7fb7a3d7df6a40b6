import {setImmediate} from 'node:timers/promises';
import {LayerscopeError} from '../errors.ts';
import {addLayer, createLifetimes} from '../image/add-layer.ts';
import type {ImageFacts} from '../image/image-facts.ts';
import type {LayerIndex} from '../image/layer-index.ts';
import type {LayerState, LoadedImage} from '../image/loaded-image.ts';
import type {Warning} from '../image/warning.ts';
import type {Progress} from '../progress/progress.ts';
import type {ImageSource} from './image-source.ts';

type LoadOptions = {
	readonly signal: AbortSignal;
	readonly onProgress?: (progress: Progress) => void;
};

/**
Reads an image to its last layer and merges the layers in order. A layer that can't be read is merged with what came before its failure.
It doesn't wait for what is verified in the background, which comes last: a source that was opened with `verify` gives its layers verified.
*/
export async function loadImage(source: ImageSource, {signal, onProgress}: LoadOptions): Promise<LoadedImage> {
	const lifetimes = createLifetimes();
	const waiting = new Map<number, LayerIndex>();
	const layers: LayerState[] = [];
	const warnings: Warning[] = [];
	let image: ImageFacts | undefined;
	let merged = 0;
	for await (const event of source.read(signal)) {
		if (event.type === 'progress' && event.progress.task === 'verify') {
			break;
		}

		switch (event.type) {
			case 'image': {
				image = event.image;
				break;
			}

			case 'progress': {
				onProgress?.(event.progress);
				break;
			}

			case 'warning': {
				warnings.push(event.warning);
				break;
			}

			case 'verification': {
				layers[event.layer] = {...layers[event.layer], verification: event.verification, failure: layers[event.layer]?.failure ?? event.failure};
				break;
			}

			case 'layer': {
				layers[event.layer] = {verification: event.verification, failure: event.failure, ...(event.isUnread && {isUnread: true})};
				waiting.set(event.layer, event.index);
				for (let index = waiting.get(merged); index; index = waiting.get(merged)) {
					await merge(addLayer(lifetimes, index), signal);
					waiting.delete(merged++);
				}
			}
		}
	}

	if (!image || merged < image.layers.length) {
		throw new LayerscopeError('unreadable', `${source.location} gave only ${merged} of ${image?.layers.length ?? 'its'} layers.`, {advice: 'Try again.'});
	}

	return {
		image, lifetimes, layers, warnings: [...warnings, ...lifetimes.warnings],
	};
}

async function merge(steps: Iterable<undefined>, signal: AbortSignal): Promise<void> {
	for (const _step of steps) {
		await setImmediate();
		signal.throwIfAborted();
	}
}
