import type {PartProgress, Progress} from './progress.ts';

// What is extracted starts to count anew, but its bytes have all come.
const arrived = new Set<PartProgress['state']>(['verifying', 'downloaded', 'extracting', 'done']);

/** All bytes of a work, where every part says how many it has; what is here already isn't part of it. */
export function bytesInAll({parts}: Progress): number | undefined {
	const known = parts.filter(({state}) => state !== 'here');
	return known.length > 0 && known.every(({total}) => total !== undefined) ? known.reduce((sum, {total}) => sum + total!, 0) : undefined;
}

/** Bytes of all parts so far: of a pull those that have come, whether extracted or not. */
export function bytesDone({task, parts}: Progress): number {
	return parts.reduce((sum, {state, current = 0, total}) => {
		const done = task === 'pull' && arrived.has(state) ? total ?? current : current;
		return sum + (state === 'here' ? 0 : done);
	}, 0);
}

/** Whether all bytes of a pull have come, also where the peer doesn't say how many they are. */
export function hasArrived({task, parts}: Progress): boolean {
	return task === 'pull' && parts.length > 0 && parts.every(({state}) => state === 'here' || arrived.has(state));
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
