import {LayerscopeError} from '../errors.ts';

/** A limit on how long an engine may say nothing. */
export type IdleLimit = {
	/** Aborts with the outer signal, and with a `LayerscopeError` when the engine was silent for too long. */
	readonly signal: AbortSignal;
	/** To be called whenever the engine said something. */
	readonly touch: () => void;
	/** To be called at the end. */
	readonly stop: () => void;
};

/** Starts to watch over an engine's answer; `purpose` ends the sentence of the error, `seconds` is how long it may be silent. */
export function startIdleLimit(purpose: string, outer: AbortSignal | undefined, seconds = 30): IdleLimit {
	const controller = new AbortController();
	const timer = setTimeout(() => {
		controller.abort(new LayerscopeError('engine', `The engine said nothing for ${seconds} seconds ${purpose}.`, {advice: 'Check that it is still running, then try again.'}));
	}, seconds * 1000);
	return {
		signal: outer === undefined ? controller.signal : AbortSignal.any([outer, controller.signal]),
		touch() {
			timer.refresh();
		},
		stop() {
			clearTimeout(timer);
		},
	};
}

/** Does work that an engine has to answer in time. Throws a `LayerscopeError` of kind `engine` where it doesn't. */
export async function withIdleLimit<Result>(purpose: string, outer: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
	const limit = startIdleLimit(purpose, outer);
	try {
		return await work(limit.signal);
	} finally {
		limit.stop();
	}
}
