import type {EngineConnection} from './connection.ts';
import {
	idleSeconds, isAlive, silence, watchIdle, type IdleWatch,
} from './idle.ts';

/**
Watches over a save or a load: an engine packs and unpacks images without a word, so that a silence ends it only where the engine doesn't
say either, when asked, that it is still there. `purpose` ends the sentence of the error: `while nginx was saved`.
*/
export function watchTransfer(connection: EngineConnection, purpose: string, outer: AbortSignal, seconds = idleSeconds): IdleWatch {
	return watchIdle(outer, async () => await isAlive(connection) ? undefined : silence(purpose, 'Check that it is still running and can be reached, then try again.', seconds), seconds);
}
