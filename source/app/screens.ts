import type {Screen, State} from './state.ts';
import type {Viewer} from './viewer.ts';

/** The screen that is over the explorer, if any. */
export function topScreen({screens}: State): Screen | undefined {
	return screens.at(-1);
}

/** Puts a screen on top; one of the same kind is replaced. */
export function pushScreen(state: State, screen: Screen): State {
	return {...state, screens: [...state.screens.filter(({kind}) => kind !== screen.kind), screen]};
}

/** Changes the screen on top. */
export function replaceTop(state: State, screen: Screen): State {
	return {...state, screens: [...state.screens.slice(0, -1), screen]};
}

/** Takes the top screen away. */
export function popScreen(state: State): State {
	return {...state, screens: state.screens.slice(0, -1)};
}

/** Changes the viewer where it is open. */
export function withViewer(state: State, changes: Partial<Viewer>): State {
	const screens = state.screens.map(screen => screen.kind === 'viewer' ? {...screen, viewer: {...screen.viewer, ...changes}} : screen);
	return {...state, screens};
}
