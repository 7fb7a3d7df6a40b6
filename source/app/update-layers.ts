import {only, type Step} from './effect.ts';
import {layoutOf} from './layout.ts';
import {rowsOf, select, type Motion} from './list.ts';
import type {State} from './state.ts';
import {stepRows} from './steps.ts';
import {reloadTree} from './tree-state.ts';

/** Selects a layer; the tree shows the files after it, with the cursor on the same path. */
export function selectLayer(state: State, layer: number): State {
	const rows = stepRows(state.session);
	const count = state.session.layers.length;
	if (count === 0) {
		return state;
	}

	const wanted = Math.max(0, Math.min(layer, count - 1));
	const row = rows.findIndex(candidate => candidate.kind === 'layer' && candidate.layer === wanted);
	const layerCursor = select(state.layerCursor, row, rows.length, layoutOf(state.size, rows.length).layerRows);
	const selected = {...state, layer: wanted, layerCursor};
	const isShown = state.tree.shown === Math.min(wanted, state.session.merged - 1);
	return isShown ? selected : reloadTree(selected);
}

/** Moves in the layers pane, over steps that made no layer. */
export function moveLayer(state: State, motion: Motion): Step {
	const count = state.session.layers.length;
	const height = layoutOf(state.size, stepRows(state.session).length).layerRows;
	return only(selectLayer(state, state.layer + rowsOf(motion, count, height)));
}
