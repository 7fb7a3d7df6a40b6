import {findNode, nodePath} from '../image/nodes.ts';
import {resolvePath} from '../image/resolve-path.ts';
import {
	contentVersion, entryOf, versionAt, versionFacts,
} from '../image/versions.ts';
import {
	contentRows, isBinary, rowsFrom, rowText,
} from './content-rows.ts';
import {only, type Step} from './effect.ts';
import {layerPlace} from './layer-name.ts';
import {matcherOf} from './filter.ts';
import {screenRows, type Size} from './layout.ts';
import {scroll, type Motion} from './list.ts';
import type {ContentMessage} from './messages.ts';
import {
	popScreen, pushScreen, topScreen, withViewer,
} from './screens.ts';
import {leftFor, sideways} from './sideways.ts';
import type {State} from './state.ts';
import {layerOfRow} from './tree-facts.ts';
import {ask} from './update-asked.ts';
import {selectLayer} from './update-layers.ts';
import {goTo} from './update-tree.ts';
import {
	contentLimit, hexWidth, viewerRows, type Viewer,
} from './viewer.ts';

function refuse(state: State, text: string): Step {
	return only({...state, notice: {text, isProblem: true}});
}

/** Opens a node's content at the layer that is shown; links are followed as a container would. A link to a directory leads there. */
export function openViewer(state: State, node: number): Step {
	const {lifetimes, asked} = state.session;
	if (lifetimes === undefined || node < 0) {
		return only(state);
	}

	const path = nodePath(lifetimes, node);
	const layer = layerOfRow(lifetimes, node, state.tree.shown);
	const found = resolvePath(lifetimes, path, layer, {followLast: true, asked});
	if (found.kind === 'unknown') {
		return ask(state, found.node, node);
	}

	if (found.kind !== 'found') {
		return refuse(state, found.kind === 'loop' ? 'this link leads back to itself' : 'this link leads to nothing in the image');
	}

	const version = versionAt(lifetimes, found.node, layer);
	const {type, size} = versionFacts(lifetimes, version, asked);
	if (type === 'directory' && found.node !== node && layer === state.tree.shown) {
		return only(goTo(state, found.node));
	}

	if ((type !== 'file' && type !== 'hardlink') || size === undefined) {
		return refuse(state, type === 'directory' ? 'this is a directory' : 'this has no content to view');
	}

	const {layer: holder, entry} = entryOf(lifetimes, contentVersion(lifetimes, version));
	const place = {layer: holder, offset: lifetimes.layers[holder]!.offsets[entry]!, size};
	const viewer: Viewer = {
		path, target: nodePath(lifetimes, found.node), layer, place, current: 0, total: undefined, error: undefined, bytes: undefined, isCut: false,
		rows: undefined, isHex: false, top: 0, left: 0, search: undefined, match: -1,
	};
	return [pushScreen({...state, notice: undefined}, {kind: 'viewer', viewer}), [{type: 'read-content', place, limit: contentLimit}]];
}

/** Takes what reading a file tells; a file that was left meanwhile is forgotten. */
export function updateViewer(state: State, message: Extract<ContentMessage, {type: `content${string}`}>): State {
	switch (message.type) {
		case 'content-progress': {
			return withViewer(state, {current: message.current, total: message.total});
		}

		case 'content': {
			const {bytes, isCut} = message;
			return withViewer(state, {
				bytes, isCut, isHex: isBinary(bytes), rows: contentRows(bytes),
			});
		}

		case 'content-failed': {
			return withViewer(state, {error: message.error});
		}
	}
}

/** Looks at the same path at the layer below or above, where it is there. */
export function viewAtLayer(state: State, by: -1 | 1): Step {
	const {path} = viewerOf(state)!;
	const {lifetimes, layers} = state.session;
	const node = lifetimes === undefined ? undefined : findNode(lifetimes, path);
	const layer = state.layer + by;
	if (node === undefined || layer < 0 || layer >= layers.length || versionAt(lifetimes!, node, layer) === -1) {
		return refuse(state, `it isn't there ${layer < 0 || layer >= layers.length ? `${by === 1 ? 'above' : 'below'} this layer` : layerPlace(state.session, layer)}`);
	}

	const [closed, stopped] = closeViewer(state);
	const [next, effects] = openViewer(goTo(selectLayer(closed, layer), node), node);
	return [next, [...stopped, ...effects]];
}

function viewerOf(state: State): Viewer | undefined {
	const screen = topScreen(state);
	return screen?.kind === 'viewer' ? screen.viewer : undefined;
}

/** Leaves the viewer, and stops reading where it isn't done. */
export function closeViewer(state: State): Step {
	const viewer = viewerOf(state);
	const isReading = viewer?.bytes === undefined && viewer?.error === undefined;
	return [popScreen(state), isReading ? [{type: 'stop-content'}] : []];
}

/** Scrolls the viewer. */
export function scrollViewer(state: State, motion: Motion): State {
	const viewer = viewerOf(state)!;
	const count = viewerRows(viewer, state.size.columns);
	return withViewer(state, {top: scroll(viewer.top, motion, count, screenRows(state.size))});
}

/** Shows the columns further right or left. */
export function moveSideways(state: State, by: -1 | 1): State {
	const viewer = viewerOf(state)!;
	return viewer.isHex ? state : withViewer(state, {left: sideways(viewer, by, state.size)});
}

/** The first byte on the screen. */
function offsetOf({rows, isHex, top}: Viewer, columns: number): number {
	if (isHex || rows === undefined) {
		return top * hexWidth(columns);
	}

	return rowsFrom(rows, top).next().value?.start ?? 0;
}

function rowAt({rows, bytes}: Viewer, offset: number): number {
	let row = 0;
	for (const {end} of rows === undefined || bytes === undefined ? [] : rowsFrom(rows, 0)) {
		if (end >= offset) {
			break;
		}

		row++;
	}

	return row;
}

/** Switches between text and hexadecimal, at the same bytes. */
export function switchForm(state: State): State {
	const viewer = viewerOf(state)!;
	const offset = offsetOf(viewer, state.size.columns);
	const switched = {...viewer, isHex: !viewer.isHex, left: 0};
	const row = switched.isHex ? Math.floor(offset / hexWidth(state.size.columns)) : rowAt(viewer, offset);
	const last = Math.max(0, viewerRows(switched, state.size.columns) - screenRows(state.size));
	return withViewer(state, {...switched, top: Math.min(row, last)});
}

/** The nearest row that matches after (or before) one, around the end; -1 where none does. */
function matchingRow({rows, bytes}: Viewer, isMatch: (text: string) => boolean, from: number, by: -1 | 1): number {
	let row = 0;
	let first = -1;
	let before = -1;
	let last = -1;
	for (const found of rowsFrom(rows!, 0)) {
		if (isMatch(rowText(bytes!, found))) {
			if (row > from && by === 1) {
				return row;
			}

			first = first === -1 ? row : first;
			before = row < from ? row : before;
			last = row;
		}

		row++;
	}

	return by === 1 ? first : (before === -1 ? last : before);
}

/** Goes to the next or previous match of the search. */
export function findInViewer(state: State, by: -1 | 1): State {
	const viewer = viewerOf(state)!;
	const {search, rows, top, match, isHex} = viewer;
	const matcher = search === undefined ? undefined : matcherOf(search);
	if (rows === undefined || matcher === undefined || 'problem' in matcher) {
		return {...state, notice: {text: 'no search yet: / starts one', isProblem: false}};
	}

	const isSeen = match >= top && match < top + screenRows(state.size);
	const row = matchingRow(viewer, matcher.test, isSeen ? match : top - 1, by);
	if (row === -1) {
		return {...state, notice: {text: 'nothing matches', isProblem: false}};
	}

	const height = screenRows(state.size);
	const isThere = !isHex && row >= top && row < top + height;
	const wanted = isThere ? top : Math.max(0, Math.min(row - Math.floor(height / 3), rows.count - height));
	const content = rowsFrom(rows, row).next().value;
	const left = content === undefined ? viewer.left : leftFor(viewer, content, matcher.find, state.size.columns);
	return withViewer(state, {
		match: row, top: wanted, left, isHex: false,
	});
}

/** Keeps the same bytes at the top where the rows of the hex view become longer or shorter. */
export function resizeViewer(viewer: Viewer, size: Size, before: Size): Viewer {
	const top = viewer.isHex ? Math.floor(viewer.top * hexWidth(before.columns) / hexWidth(size.columns)) : viewer.top;
	return {...viewer, top: Math.min(top, Math.max(0, viewerRows(viewer, size.columns) - screenRows(size)))};
}
