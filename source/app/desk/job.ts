import {engineProgram, quoted} from '../../catalogue/engine-program.ts';
import type {Store} from '../../catalogue/local-image.ts';
import type {LayerscopeError} from '../../errors.ts';
import type {Progress} from '../../progress/progress.ts';
import type {PullWish, SaveWish} from '../engine-desk.ts';
import type {Pace} from '../../progress/pace.ts';

/** What a long work on the engine is. */
export type JobWish =
	| (PullWish & {readonly kind: 'pull'})
	| (SaveWish & {readonly kind: 'save'})
	| {readonly kind: 'load'; readonly file: string};

/** A long work on the engine that goes on while the user does something else. */
export type Job = {
	/** Counted from 1. */
	readonly id: number;
	readonly wish: JobWish;
	readonly state: 'running' | 'done' | 'failed' | 'cancelled';
	readonly progress: Progress | undefined;
	readonly pace: Pace | undefined;
	/** Why it failed. */
	readonly error: LayerscopeError | undefined;
	/** What a load brought, as references or IDs. */
	readonly loaded: readonly string[];
};

/** What a job works on, in a word. */
export function jobSubject(wish: JobWish): string {
	switch (wish.kind) {
		case 'pull': {
			return wish.reference;
		}

		case 'save': {
			const [first = '', ...more] = wish.references;
			return more.length === 0 ? first : `${first} and ${more.length} more`;
		}

		case 'load': {
			return wish.file;
		}
	}
}

/** The command of the engine's own program that would do the same, as a person would type it. */
export function jobCommand(wish: JobWish, store: Store | undefined): string {
	const program = engineProgram(store);
	switch (wish.kind) {
		case 'pull': {
			return [program, 'pull', ...(wish.platform === undefined ? [] : ['--platform', wish.platform]), wish.reference].join(' ');
		}

		case 'save': {
			// Podman takes the second name for another one of the same image.
			const several = program === 'podman' && wish.references.length > 1 ? ['--multi-image-archive'] : [];
			return [program, 'save', ...several, '-o', quoted(wish.file), ...wish.references].join(' ');
		}

		case 'load': {
			return `${program} load -i ${quoted(wish.file)}`;
		}
	}
}

/** The jobs that are still at work. */
export function runningJobs(jobs: readonly Job[]): readonly Job[] {
	return jobs.filter(({state}) => state === 'running');
}
