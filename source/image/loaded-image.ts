import {WrongBytesError, type LayerscopeError} from '../errors.ts';
import type {ImageFacts, Verification} from './image-facts.ts';
import type {Lifetimes} from './lifetimes.ts';
import type {Warning} from './warning.ts';

/** How reading one layer ended. */
export type LayerState = {
	readonly verification: Verification;
	/** Why the layer could not be read to its end; what came before is in the lifetimes. */
	readonly failure: LayerscopeError | undefined;
	/** Nothing is known of its files: it is in a registry, and wasn't to be fetched. */
	readonly isUnread?: true;
};

/** An image that was read to its end. */
export type LoadedImage = {
	readonly image: ImageFacts;
	readonly lifetimes: Lifetimes;
	/** One for each layer, lowest first. */
	readonly layers: readonly LayerState[];
	/** Of the source and of the merge. */
	readonly warnings: readonly Warning[];
};

/** Whether a layer isn't there, or not to its end; one whose bytes are others than named was read whole. */
export function isLacking({failure}: Pick<LayerState, 'failure'>): boolean {
	return failure !== undefined && !(failure instanceof WrongBytesError);
}

/** Whether something of an image wasn't read, so that its sums are at least so much. */
export function isPartlyRead({layers, warnings}: {readonly layers: ReadonlyArray<Pick<LayerState, 'failure'>>; readonly warnings: readonly Warning[]}): boolean {
	return layers.some(layer => isLacking(layer)) || warnings.some(({code}) => code === 'entries-left-out');
}
