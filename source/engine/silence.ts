import {LayerscopeError} from '../errors.ts';

/** Watches over an answer that should come soon. */
export type Silence = {
	/** Aborted when the user's signal is, and when nothing came for too long. */
	readonly signal: AbortSignal;
	/** Something came. */
	readonly touch: () => void;
	readonly stop: () => void;
};

/** Aborts with a `LayerscopeError` when an engine says nothing for `limit` seconds. `purpose` ends its sentence (`while nginx was inspected`). */
export function watchSilence(purpose: string, outer: AbortSignal | undefined, limit: number): Silence {
	const controller = new AbortController();
	const forward = () => {
		controller.abort(outer!.reason);
	};

	const timer = setTimeout(() => {
		controller.abort(new LayerscopeError('engine', `The engine has gone silent ${purpose}: nothing came within ${limit} seconds.`, {
			advice: 'Check that it is still running and can be reached, then try again.',
		}));
	}, limit * 1000);
	if (outer?.aborted) {
		forward();
	}

	outer?.addEventListener('abort', forward, {once: true});
	return {
		signal: controller.signal,
		touch() {
			timer.refresh();
		},
		stop() {
			clearTimeout(timer);
			outer?.removeEventListener('abort', forward);
		},
	};
}
