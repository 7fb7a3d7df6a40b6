import type {PartProgress, Progress} from './progress.ts';

// What is extracted starts to count anew, but its bytes have all come.
const arrived = new Set<PartProgress['state']>(['verifying', 'downloaded', 'extracting', 'done']);
const finished = new Set<PartProgress['state']>(['here', 'done']);

/** Bytes of a part that have come so far: of a pull whether extracted or not; none of what is here already. */
export function arrivedBytes(task: Progress['task'], {state, current = 0, total}: Pick<PartProgress, 'state' | 'current' | 'total'>): number {
	return state === 'here' ? 0 : (isArrived(task, state) ? total ?? current : current);
}

function isArrived(task: Progress['task'], state: PartProgress['state']): boolean {
	return task === 'pull' && arrived.has(state);
}

/** All bytes of a work, where every part says how many it has; what is here already isn't part of it. */
export function bytesInAll({parts}: Progress): number | undefined {
	const known = parts.filter(({state}) => state !== 'here');
	return known.length > 0 && known.every(({total}) => total !== undefined) ? known.reduce((sum, {total}) => sum + total!, 0) : undefined;
}

/** Bytes of all parts so far: of a pull those that have come, whether extracted or not. */
export function bytesDone({task, parts}: Progress): number {
	return parts.reduce((sum, part) => sum + arrivedBytes(task, part), 0);
}

/**
Bytes that are still to come; `undefined` where a part that hasn't come doesn't say how many it has. Some engines never give the size
of small parts, but only that they have come: those don't matter here.
*/
export function bytesLeft({task, parts}: Progress): number | undefined {
	const missing = parts.filter(({state}) => !finished.has(state) && !isArrived(task, state));
	return parts.length > 0 && missing.every(({total}) => total !== undefined)
		? missing.reduce((sum, {current = 0, total}) => sum + Math.max(0, total! - current), 0)
		: undefined;
}

/** The share of the bytes that have come, from 0 to 1; `undefined` where it isn't known how many are still to come. */
export function arrivedShare(progress: Progress): number | undefined {
	const done = bytesDone(progress);
	const left = bytesLeft(progress);
	return left === undefined || done + left === 0 ? undefined : done / (done + left);
}

/** How many parts are done or were here already, and how many there are. (Podman counts the config as one.) */
export function partsDone({parts}: Progress): {readonly done: number; readonly of: number} {
	return {done: parts.filter(({state}) => finished.has(state)).length, of: parts.length};
}

/** Whether all bytes of a pull have come, also where the peer doesn't say how many they are. */
export function hasArrived({task, parts}: Progress): boolean {
	return parts.length > 0 && parts.every(({state}) => state === 'here' || isArrived(task, state));
}

/** The share of a pull's bytes that is extracted, from 0 to 1, once all have come; `undefined` before, and for other works. */
export function extractedShare(progress: Progress): number | undefined {
	const total = bytesInAll(progress);
	if (progress.task !== 'pull' || total === undefined || total === 0 || bytesDone(progress) < total) {
		return undefined;
	}

	const extracted = progress.parts.reduce((sum, {state, current = 0, total: whole = 0}) => sum + (state === 'done' ? whole : (state === 'extracting' ? current : 0)), 0);
	return Math.min(1, extracted / total);
}
