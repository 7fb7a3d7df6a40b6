import {deadPaths} from '../image/dead-bytes.ts';
import {findNode} from '../image/nodes.ts';
import {askPull} from './desk/desk-prompt.ts';
import {goToImages, openInExplorer} from './desk/update-images.ts';
import {jobOf} from './desk/update-jobs.ts';
import {
	chooseFound, choosePlatform, chooseTag, shownTags,
} from './desk/update-search.ts';
import {only, type Step} from './effect.ts';
import {listRows, screenRows, type Size} from './layout.ts';
import {
	move, scroll, select, startCursor, type Motion,
} from './list.ts';
import type {ScreenName} from './messages.ts';
import {
	popScreen, pushScreen, replaceTop, topScreen,
} from './screens.ts';
import {textOf} from './screen-text.ts';
import type {Screen, State} from './state.ts';
import {chooseImage} from './update-choices.ts';
import {shownWarnings} from './warnings.ts';
import {selectLayer} from './update-layers.ts';
import {leaveUnpacking} from './update-unpacking.ts';
import {closeViewer, resizeViewer, scrollViewer} from './update-viewer.ts';
import {goTo} from './update-tree.ts';

/** Opens a screen over the explorer. */
export function showScreen(state: State, name: ScreenName): State {
	const {lifetimes} = state.session;
	switch (name) {
		case 'details':
		case 'help': {
			return pushScreen(state, {kind: name, top: 0});
		}

		case 'config': {
			return pushScreen(state, {kind: name, top: 0, isRaw: false});
		}

		case 'warnings': {
			return pushScreen(state, {kind: name, cursor: startCursor});
		}

		case 'dead': {
			return pushScreen(state, {kind: name, cursor: startCursor, paths: lifetimes === undefined ? [] : deadPaths(lifetimes)});
		}
	}
}

function listLength(state: State, screen: Extract<Screen, {cursor: unknown}>): number {
	switch (screen.kind) {
		case 'dead': {
			return screen.paths.length;
		}

		case 'warnings': {
			return shownWarnings(state.session).length;
		}

		case 'picker': {
			return screen.choices.length;
		}

		case 'compare': {
			return screen.pairs.length;
		}

		case 'jobs': {
			return state.desk.jobs.length;
		}

		case 'found': {
			return screen.found?.length ?? 0;
		}

		case 'tags': {
			return shownTags(screen).length;
		}

		case 'platforms': {
			return screen.platforms?.length ?? 0;
		}
	}
}

/** Moves in the screen on top. */
export function moveInScreen(state: State, screen: Screen, motion: Motion): State {
	if (screen.kind === 'viewer') {
		return scrollViewer(state, motion);
	}

	if ('cursor' in screen) {
		return replaceTop(state, {...screen, cursor: move(screen.cursor, motion, listLength(state, screen), listRows(state.size, screen))});
	}

	if ('top' in screen) {
		const {length} = textOf(state, screen);
		return replaceTop(state, {...screen, top: scroll(screen.top, motion, length, screenRows(state.size))});
	}

	return state;
}

/** Shows a path in the explorer, at a layer. */
function visit(state: State, path: Uint8Array | undefined, layer: number | undefined): State {
	const {lifetimes} = state.session;
	const at = layer === undefined ? popScreen(state) : selectLayer(popScreen(state), layer);
	const node = path === undefined || lifetimes === undefined ? undefined : findNode(lifetimes, path);
	return node === undefined ? {...at, focus: 'layers'} : goTo({...at, focus: 'tree'}, node);
}

type Enters = {readonly [Kind in Screen['kind']]?: (state: State, screen: Extract<Screen, {kind: Kind}>) => Step};

const enters: Enters = {
	picker: chooseImage,
	dead(state, {paths, cursor}) {
		const path = paths[cursor.selected];
		return only(path === undefined ? state : visit(state, path.path, path.shippedBy));
	},
	warnings(state, {cursor}) {
		const warning = shownWarnings(state.session)[cursor.selected];
		return only(warning === undefined ? state : visit(state, warning.path, warning.layer));
	},
	jobs(state, {cursor}) {
		const job = state.desk.jobs[cursor.selected];
		return only(job === undefined ? state : pushScreen(state, {kind: 'job', job: job.id}));
	},
	job: (state, {job}) => openPulled(state, job),
	found: chooseFound,
	tags: chooseTag,
	platforms: choosePlatform,
};

/** Enter on a screen: chooses, or goes to what the row is about. */
export function enterInScreen(state: State, screen: Screen): Step {
	const handler = enters[screen.kind] as ((state: State, screen: Screen) => Step) | undefined;
	return handler?.(state, screen) ?? only(state);
}

/** Opens what a job brought, once it is here. */
function openPulled(state: State, id: number): Step {
	const job = jobOf(state, id);
	const name = job?.wish.kind === 'pull' ? job.wish.reference : job?.loaded[0];
	const platform = job?.wish.kind === 'pull' ? job.wish.platform : undefined;
	return name === undefined || job?.state !== 'done' ? only(state) : openInExplorer({...state, screens: []}, {argument: `docker://${name}`, title: name, platform});
}

/** Leaves the screen on top; where there is nothing below it, it stays. */
export function leaveScreen(state: State): Step {
	const screen = topScreen(state);
	if (screen === undefined) {
		return only(state);
	}

	if ((screen.kind === 'picker' && !screen.isAsked) || screen.kind === 'error') {
		return state.desk.isWatched ? goToImages(state) : only(state);
	}

	if (screen.kind === 'tags' && screen.typed !== undefined) {
		return only(askPull(popScreen(state), screen.typed));
	}

	if (screen.kind === 'unpacking') {
		return only(leaveUnpacking(state));
	}

	return screen.kind === 'viewer' ? closeViewer(state) : only(popScreen(state));
}

/** Fits the screens to a terminal that changed its size: what was in sight stays. */
export function resizeScreens(state: State, before: Size): State {
	const screens = state.screens.map((screen): Screen => {
		if (screen.kind === 'viewer') {
			return {...screen, viewer: resizeViewer(screen.viewer, state.size, before)};
		}

		if ('cursor' in screen) {
			return {...screen, cursor: select(screen.cursor, screen.cursor.selected, listLength(state, screen), listRows(state.size, screen))};
		}

		return 'top' in screen ? {...screen, top: Math.min(screen.top, Math.max(0, textOf(state, screen).length - screenRows(state.size)))} : screen;
	});
	return {...state, screens};
}
