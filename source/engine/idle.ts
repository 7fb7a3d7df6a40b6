import {LayerscopeError} from '../errors.ts';
import type {EngineConnection} from './connection.ts';

/** After so many seconds without a byte, an engine or the registry behind it counts as lost. */
export const idleSeconds = 30;

const answerSeconds = 10;

/** Watches over an exchange with an engine. */
export type IdleWatch = {
	/** To be given to the request: aborted by the signal that the watch was made with, or by the error of the silence. */
	readonly signal: AbortSignal;
	/** Something came: the time starts anew. */
	touch(): void;
	/** What the program itself does with it takes time that doesn't count. */
	pause(): void;
	stop(): void;
};

/** What to do about a silence: an error ends the exchange, `undefined` lets it go on for as long again. */
export type JudgeSilence = () => Promise<LayerscopeError | undefined>;

/** Watches over an exchange that should never be silent for so many seconds; where it may be, `judge` says so. */
export function watchIdle(outer: AbortSignal, judge: JudgeSilence, seconds = idleSeconds): IdleWatch {
	const controller = new AbortController();
	let timer: NodeJS.Timeout | undefined;
	let isStopped = false;
	const touch = () => {
		clearTimeout(timer);
		timer = isStopped
			? undefined
			: setTimeout(() => {
				void look(timer);
			}, seconds * 1000);
	};

	const look = async (silent: NodeJS.Timeout | undefined) => {
		const error = await judge();
		// What came while it was judged makes up for it.
		if (timer !== silent || isStopped) {
			return;
		}

		if (error === undefined) {
			touch();
		} else {
			controller.abort(error);
		}
	};

	touch();
	return {
		signal: AbortSignal.any([outer, controller.signal]),
		touch,
		pause() {
			clearTimeout(timer);
		},
		stop() {
			isStopped = true;
			clearTimeout(timer);
		},
	};
}

/** The error for an engine from which nothing comes. `purpose` ends its sentence: `while nginx was inspected`. */
export function silence(purpose: string, advice = 'Check that the engine is still running, then try again.', seconds = idleSeconds): LayerscopeError {
	return new LayerscopeError('engine', `Nothing has come from the engine for ${seconds} seconds ${purpose}.`, {advice});
}

/** Watches over an answer that an engine should give soon, and go on with: so many silent seconds are an error. `purpose` ends its sentence. */
export function watchAnswer(purpose: string, outer: AbortSignal, {idle = idleSeconds, advice}: {readonly idle?: number; readonly advice?: string} = {}): IdleWatch {
	return watchIdle(outer, async () => silence(purpose, advice, idle), idle);
}

/** Whether an engine still answers within so many seconds: for work that it does without a word, such as packing an image. */
export async function isAlive(connection: EngineConnection, seconds = answerSeconds): Promise<boolean> {
	try {
		const response = await connection.send({method: 'HEAD', path: '/_ping', signal: AbortSignal.timeout(seconds * 1000)});
		response.resume();
		return true;
	} catch {
		return false;
	}
}
