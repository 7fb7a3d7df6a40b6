import type {PartProgress, Progress} from './progress.ts';

const ended = new Set<PartProgress['state']>(['done', 'here', 'failed']);
const arrived = new Set<PartProgress['state']>(['verifying', 'downloaded', 'extracting']);

/** What a part's note says while the engine lets it wait for other downloads. */
export const queuedNote = 'queued';

/** Whether a pull has all it needs from the registry for now, so that only the engine's own work goes on, which may be silent for long. */
export function isUnpacking({parts}: Progress): boolean {
	const unfinished = parts.filter(({state}) => !ended.has(state));
	return parts.length > 0 && (unfinished.some(({state}) => state === 'extracting') || unfinished.every(({state}) => arrived.has(state)));
}

/** Whether everything that a pull still needs waits for other downloads of the same engine. */
export function isQueued({parts}: Progress): boolean {
	const unfinished = parts.filter(({state}) => !ended.has(state) && !arrived.has(state));
	return unfinished.length > 0 && unfinished.every(({note}) => note === queuedNote);
}

/** Whether nothing of a pull has come from the registry yet. */
export function isUntouched({parts}: Progress): boolean {
	return parts.every(({state}) => state === 'waiting' || state === 'here');
}
