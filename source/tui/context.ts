import {topScreen} from '../app/screens.ts';
import type {State} from '../app/state.ts';

/** Where a key is pressed. */
export const contexts = ['layers', 'tree', 'details', 'config', 'viewer', 'dead', 'warnings', 'help', 'picker', 'pull', 'error', 'prompt', 'confirm'] as const;

export type Context = (typeof contexts)[number];

/** Whether an image is being pulled and there is nothing of it to show yet. */
export function isPulling({session}: State): boolean {
	return session.image === undefined && session.progress?.task === 'pull';
}

/** Which bindings count now. */
export function contextOf(state: State): Context {
	if (state.prompt !== undefined) {
		return state.prompt.isConfirming ? 'confirm' : 'prompt';
	}

	return topScreen(state)?.kind ?? (isPulling(state) ? 'pull' : state.focus);
}
