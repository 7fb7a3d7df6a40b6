import {LayerscopeError, messageOf} from '../errors.ts';
import type {EngineConnection} from './connection.ts';

/** Looks after a transfer that may be silent for long: an engine packs and unpacks images without a word. */
export type EngineWatch = {
	/** Aborted with the transfer's own signal, and with a `LayerscopeError` when the engine has gone silent. */
	readonly signal: AbortSignal;
	/** To be called whenever something came or went. */
	readonly touch: () => void;
	/** To be called at the end. */
	readonly stop: () => void;
};

type WatchTimes = {
	/** After so many seconds without a byte the engine is asked whether it is still there. */
	readonly idle?: number;
	/** So many seconds it has to answer. */
	readonly answer?: number;
};

/**
Watches a transfer: each time that nothing moved for 30 seconds, the engine is asked whether it is still there, and where it doesn't
answer within 10, the watch's signal aborts. `purpose` ends the sentence of the error (`while nginx was saved`).
*/
export function watchEngine(connection: EngineConnection, purpose: string, outer: AbortSignal, {idle = 30, answer = 10}: WatchTimes = {}): EngineWatch {
	const controller = new AbortController();
	let last = performance.now();
	let isOver = false;
	let timer: ReturnType<typeof setTimeout> | undefined;

	function wait(milliseconds: number): void {
		timer = setTimeout(() => {
			void look();
		}, milliseconds);
	}

	async function look(): Promise<void> {
		const rest = last + (idle * 1000) - performance.now();
		if (rest <= 0) {
			await ask();
		}

		if (!isOver) {
			wait(rest > 0 ? rest : idle * 1000);
		}
	}

	async function ask(): Promise<void> {
		try {
			const response = await connection.send({path: '/_ping', signal: AbortSignal.timeout(answer * 1000)});
			response.resume();
		} catch (error) {
			isOver = true;
			controller.abort(new LayerscopeError('engine', `The engine has gone silent ${purpose}: nothing came for ${idle} seconds, and it doesn't answer (${messageOf(error)}).`, {
				advice: 'Check that it is still running and can be reached, then try again.', cause: error,
			}));
		}
	}

	wait(idle * 1000);
	return {
		signal: AbortSignal.any([outer, controller.signal]),
		touch() {
			last = performance.now();
		},
		stop() {
			isOver = true;
			clearTimeout(timer);
		},
	};
}
