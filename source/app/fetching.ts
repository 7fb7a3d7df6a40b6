import {digestHex} from '../image/digest.ts';
import {isLacking} from '../image/loaded-image.ts';
import type {PartProgress} from '../progress/progress.ts';
import type {LayerView, Session} from './state.ts';

/** Whether the layers of an image that is shown already are being fetched. */
export function isFetching({image, progress, isFinished}: Pick<Session, 'image' | 'progress' | 'isFinished'>): boolean {
	return image !== undefined && !isFinished && progress?.task === 'pull';
}

/** Whether the layers of an image that is shown already are being read or merged. */
export function isReading({image, totals, isFinished}: Pick<Session, 'image' | 'totals' | 'isFinished'>): boolean {
	return image !== undefined && totals === undefined && !isFinished;
}

/** How far the fetching of a layer is; `undefined` where it was read already, or isn't fetched. */
export function fetchOf({image, progress, layers, isFinished}: Session, layer: number): PartProgress | undefined {
	const digest = image?.layers[layer]?.digest;
	const isRead = layers[layer]?.isIndexed ?? false;
	if (digest === undefined || isRead || !isFetching({image, progress, isFinished})) {
		return undefined;
	}

	const id = digestHex(digest).slice(0, 12);
	return progress!.parts.find(part => part.id === id);
}

/** Whether nothing at all of a layer could be had, so that there is nothing to count. */
export function isMissing(view: LayerView): boolean {
	return isLacking(view) && (view.counts?.entries ?? 0) === 0;
}

/** The layers up to one that aren't there, or not to their end, so that what is shown of them may be wrong. */
export function lackingLayers({layers}: Pick<Session, 'layers'>, upTo: number): readonly number[] {
	return layers.flatMap((view, layer) => isLacking(view) && layer <= upTo ? [layer] : []);
}
