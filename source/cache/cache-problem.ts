import {LayerscopeError, messageOf} from '../errors.ts';

/** Why nothing is kept in a folder, and what to do about it: two sentences; untrusted text. */
export function cacheProblem(folder: string, error: unknown): string {
	const reason = error instanceof LayerscopeError ? error.message : `Nothing is kept in ${folder}: ${messageOf(error)}.`;
	const advice = error instanceof LayerscopeError ? error.advice : undefined;
	return `${reason} ${advice ?? 'Make room there, set XDG_CACHE_HOME to a folder of yours, or say --no-cache.'}`;
}

/** A blob that the disk doesn't take: it is full, or can't be written. */
export class DiskError extends LayerscopeError {
	override readonly name = 'DiskError';

	constructor(folder: string, cause: unknown) {
		super('usage', `A layer can't be written to ${folder}: ${messageOf(cause)}.`, {advice: 'Make room there, or set TMPDIR or XDG_CACHE_HOME to another folder.', cause});
	}
}
