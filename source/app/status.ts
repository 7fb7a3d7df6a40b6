import type {PartProgress, Progress} from '../progress/progress.ts';
import {bytesDone, bytesInAll, extractedShare} from '../progress/amounts.ts';
import type {Session} from './state.ts';

/** How far a work is: the share is `undefined` while the whole isn't known. */
export type Status = {
	readonly text: string;
	readonly share: number | undefined;
};

const finished = new Set<PartProgress['state']>(['here', 'done']);

function readingText(progress: Progress): string {
	const active = progress.parts.filter(({state}) => !finished.has(state) && state !== 'waiting');
	if (progress.task === 'verify') {
		return 'hashing layers';
	}

	return active.length === 1 ? `reading layer ${active[0]!.id}` : (active.length > 1 ? `reading ${active.length} layers` : progress.status ?? 'reading');
}

/** What is going on, for the right end of the last line; `undefined` when all is done. */
export function statusOf(session: Session): Status | undefined {
	const {progress, image, isFinished, merged, layers} = session;
	if (isFinished) {
		return undefined;
	}

	if (progress === undefined) {
		const text = image === undefined ? 'opening' : (merged < layers.length ? `reading, ${merged} of ${layers.length} layers` : undefined);
		return text === undefined ? undefined : {text, share: undefined};
	}

	const extracted = extractedShare(progress);
	if (extracted !== undefined) {
		return {text: `extracting ${progress.subject}`, share: extracted};
	}

	const total = bytesInAll(progress);
	const share = total === undefined || total === 0 ? undefined : Math.min(1, bytesDone(progress) / total);
	return {text: progress.task === 'pull' ? `pulling ${progress.subject}` : readingText(progress), share};
}

/** Bytes a second since the work began, and seconds to its end; `undefined` before that can be told. */
export function paceOf({pace, progress}: Session): {readonly rate: number; readonly left: number | undefined} | undefined {
	const seconds = pace === undefined ? 0 : (pace.now - pace.start) / 1000;
	if (pace === undefined || progress === undefined || seconds < 1) {
		return undefined;
	}

	const done = bytesDone(progress);
	const rate = (done - pace.from) / seconds;
	const total = bytesInAll(progress);
	return rate <= 0 ? undefined : {rate, left: total === undefined ? undefined : (total - done) / rate};
}
