import {isPossible, planOf} from '../app/desk/removal.ts';
import {jobOf} from '../app/desk/update-jobs.ts';
import {topScreen} from '../app/screens.ts';
import {isPulling} from '../app/status.ts';
import type {State} from '../app/state.ts';

/** Where a key is pressed. */
export const contexts = [
	'layers',
	'tree',
	'images',
	'details',
	'config',
	'viewer',
	'dead',
	'warnings',
	'help',
	'picker',
	'choices',
	'compare',
	'pull',
	'error',
	'prompt',
	'confirm',
	'pulling',
	'working',
	'job-done',
	'job-failed',
	'jobs',
	'found',
	'tags',
	'platforms',
	'remove',
	'refused',
	'unpacking',
] as const;

export type Context = (typeof contexts)[number];

function jobContext(state: State, id: number): Context {
	const job = jobOf(state, id);
	if (job?.state === 'running') {
		return job.wish.kind === 'pull' ? 'pulling' : 'working';
	}

	return job?.state === 'done' ? 'job-done' : 'job-failed';
}

/** Which bindings count now. */
export function contextOf(state: State): Context {
	if (state.prompt !== undefined) {
		return state.prompt.isConfirming ? 'confirm' : 'prompt';
	}

	const screen = topScreen(state);
	if (screen?.kind === 'job') {
		return jobContext(state, screen.job);
	}

	if (screen?.kind === 'remove') {
		return isPossible(planOf(state.desk.catalogue, screen)) ? 'remove' : 'refused';
	}

	if (screen?.kind === 'picker' && screen.isAsked) {
		return 'choices';
	}

	return screen?.kind ?? (state.place === 'images' ? 'images' : (isPulling(state) ? 'pull' : state.focus));
}
