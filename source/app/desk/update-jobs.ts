import {only, type Step} from '../effect.ts';
import {paced} from '../pace.ts';
import {pushScreen, topScreen} from '../screens.ts';
import type {State} from '../state.ts';
import type {DeskMessage} from './desk-messages.ts';
import {jobSubject, type Job, type JobWish} from './job.ts';

const done = {pull: 'pulled', save: 'saved', load: 'loaded'} as const;

function withJob(state: State, id: number, changes: Partial<Job>): State {
	const jobs = state.desk.jobs.map(job => job.id === id ? {...job, ...changes} : job);
	return {...state, desk: {...state.desk, jobs}};
}

/** The job of a number. */
export function jobOf({desk: {jobs}}: State, id: number): Job | undefined {
	return jobs.find(job => job.id === id);
}

function isSame(wish: JobWish, other: JobWish): boolean {
	return JSON.stringify(wish) === JSON.stringify(other);
}

const fresh = {
	state: 'running', progress: undefined, pace: undefined, error: undefined, loaded: [],
} as const;

/** Starts a work on the engine and shows it; one that is under way already is only shown. */
export function startJob(state: State, wish: JobWish): Step {
	const running = state.desk.jobs.find(job => job.state === 'running' && isSame(job.wish, wish));
	if (running !== undefined) {
		return only(pushScreen(state, {kind: 'job', job: running.id}));
	}

	const [started, effects] = addJob(state, wish);
	return [pushScreen(started, {kind: 'job', job: started.desk.jobs.length}), effects];
}

/** Starts a work on the engine in the background. */
export function addJob(state: State, wish: JobWish): Step {
	const id = state.desk.jobs.length + 1;
	const jobs = [...state.desk.jobs, {id, wish, ...fresh}];
	return [{...state, desk: {...state.desk, jobs}}, [{type: 'desk-start', job: id, wish}]];
}

/** Stops a job that is at work: it will never be said to have succeeded. */
export function cancelJob(state: State, id: number): Step {
	return jobOf(state, id)?.state === 'running'
		? [withJob(state, id, {state: 'cancelled', pace: undefined}), [{type: 'desk-cancel', job: id}]]
		: only(state);
}

/** Does a job again that failed or was cancelled; a pull perhaps for another platform. */
export function retryJob(state: State, id: number, platform?: string): Step {
	const job = jobOf(state, id);
	if (job === undefined || job.state === 'running' || job.state === 'done') {
		return only(state);
	}

	const wish: JobWish = job.wish.kind === 'pull' && platform !== undefined ? {...job.wish, platform} : job.wish;
	return [withJob(state, id, {...fresh, wish}), [{type: 'desk-start', job: id, wish}]];
}

function isWatched(state: State, id: number): boolean {
	const screen = topScreen(state);
	return screen?.kind === 'jobs' || (screen?.kind === 'job' && screen.job === id);
}

/** Says what became of a job to a user who is elsewhere. */
function told(state: State, id: number, text: string, isProblem: boolean): State {
	return isWatched(state, id) ? state : {...state, notice: {text, isProblem}};
}

function askToReplace(state: State, {id, wish}: Job): State {
	if (wish.kind !== 'save') {
		return state;
	}

	const asked = withJob(state, id, {state: 'cancelled', pace: undefined});
	return {
		...asked,
		screens: asked.screens.filter(screen => screen.kind !== 'job'),
		prompt: {
			purpose: 'save', text: wish.file, references: wish.references, isRegularExpression: false, problem: undefined, before: undefined, target: undefined, isConfirming: true,
		},
	};
}

type JobMessage = Extract<DeskMessage, {job: number}>;

/** Takes what a job tells; one that was cancelled has nothing more to say. */
export function updateJob(state: State, message: JobMessage): Step {
	const job = jobOf(state, message.job);
	if (job?.state !== 'running') {
		return only(state);
	}

	const {id, wish} = job;
	switch (message.type) {
		case 'desk-progress': {
			return only(withJob(state, id, paced(job, message.progress, message.now)));
		}

		case 'desk-done': {
			const finished = withJob(state, id, {state: 'done', pace: undefined, loaded: message.loaded});
			return only(told(finished, id, `${done[wish.kind]} ${jobSubject(wish)}`, false));
		}

		case 'desk-exists': {
			return only(askToReplace(state, job));
		}

		case 'desk-job-failed': {
			const failed = withJob(state, id, {state: 'failed', pace: undefined, error: message.error});
			return only(told(failed, id, message.error.message, true));
		}
	}
}
