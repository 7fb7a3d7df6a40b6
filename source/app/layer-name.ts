import {isContainerLayer} from '../image/image-facts.ts';
import type {Session} from './state.ts';

/** Whether a layer is the writable layer of a container. */
export function isContainer({image}: Pick<Session, 'image'>, layer: number): boolean {
	return image !== undefined && isContainerLayer(image, layer);
}

/** A layer as a sentence names it: `layer 3`, or `the container`. */
export function layerName(session: Pick<Session, 'image'>, layer: number): string {
	return isContainer(session, layer) ? 'the container' : `layer ${layer}`;
}

/** What is seen with a layer and all below it: `after layer 3`, or `in the container`. */
export function layerPlace(session: Pick<Session, 'image'>, layer: number): string {
	return isContainer(session, layer) ? 'in the container' : `after layer ${layer}`;
}
