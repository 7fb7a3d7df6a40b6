import type {EngineConnection} from './connection.ts';
import {
	idleSeconds, isAlive, silence, watchIdle, type IdleWatch,
} from './idle.ts';

type WatchTimes = {
	/** After so many seconds without a byte the engine is asked whether it is still there. */
	readonly idle?: number;
	/** So many seconds it has to answer. */
	readonly answer?: number;
};

/**
Watches a transfer that may be silent for long, since an engine packs and unpacks images without a word: each time that nothing moved for
30 seconds, the engine is asked whether it is still there, and where it doesn't answer within 10, the watch's signal aborts.
`purpose` ends the sentence of the error (`while nginx was saved`).
*/
export function watchEngine(connection: EngineConnection, purpose: string, outer: AbortSignal, {idle = idleSeconds, answer}: WatchTimes = {}): IdleWatch {
	return watchIdle(outer, async () => await isAlive(connection, answer) ? undefined : silence(purpose, undefined, idle), idle);
}
