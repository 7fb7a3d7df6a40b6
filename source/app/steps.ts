import {rememberLast} from './remember.ts';
import type {Session} from './state.ts';

/** A row of the layers pane: a layer, or a step of the history that made none. */
export type StepRow =
	| {readonly kind: 'layer'; readonly layer: number; readonly instruction: string | undefined}
	| {readonly kind: 'step'; readonly instruction: string};

/** The rows of the layers pane, lowest first: every layer, and the steps without a layer between them. */
export function stepRows({image}: Session): readonly StepRow[] {
	return rowsOf(image);
}

const rowsOf = rememberLast((image: Session['image']): readonly StepRow[] => {
	if (image === undefined) {
		return [];
	}

	const known = new Set(image.history.map(({layer}) => layer));
	const isWhole = image.layers.every((_, layer) => known.has(layer));
	if (!isWhole) {
		return image.layers.map(({instruction}, layer) => ({kind: 'layer', layer, instruction}));
	}

	return image.history.map(({instruction, layer}) => layer === undefined
		? {kind: 'step', instruction}
		: {kind: 'layer', layer, instruction: image.layers[layer]?.instruction ?? instruction});
});
