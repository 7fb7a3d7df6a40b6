import type {PartProgress, Progress} from '../progress/progress.ts';
import {
	arrivedShare, bytesDone, bytesInAll, bytesLeft, extractedShare, hasArrived,
} from '../progress/amounts.ts';
import {formatBytes, formatSeconds} from '../text/format.ts';
import {jobSubject, runningJobs, type Job} from './desk/job.ts';
import {pacedRates} from './pace.ts';
import type {Session, State} from './state.ts';

/** How far a work is: the share is `undefined` while the whole isn't known. */
export type Status = {
	readonly text: string;
	readonly share: number | undefined;
};

const finished = new Set<PartProgress['state']>(['here', 'done']);

// An engine's save is one stream of all layers.
function partText({id}: PartProgress): string {
	return /^\d+$/.test(id) ? `reading layer ${id}` : `reading the ${id}`;
}

function readingText(progress: Progress): string {
	const active = progress.parts.filter(({state}) => !finished.has(state) && state !== 'waiting');
	if (progress.task === 'verify') {
		return 'hashing layers';
	}

	if (progress.isShipped && active.length === 1) {
		const left = bytesLeft(progress);
		return `shipping the ${active[0]!.id}${left === undefined ? '' : `, ${formatBytes(left)} left`}`;
	}

	return active.length === 1 ? partText(active[0]!) : (active.length > 1 ? `reading ${active.length} layers` : progress.status ?? 'reading');
}

/** Whether nothing has come yet: an engine may pack an image for long before its first byte. */
function isAwaited({task, parts}: Progress): boolean {
	return task === 'read' && parts.length > 0 && parts.every(({state}) => state === 'waiting');
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
		return {text: image === undefined ? `extracting ${progress.subject}` : 'reading layers', share: extracted};
	}

	if (isAwaited(progress)) {
		return {text: 'waiting for the engine', share: undefined};
	}

	const total = bytesInAll(progress);
	const share = total === undefined || total === 0 ? undefined : Math.min(1, bytesDone(progress) / total);
	return {text: progress.task === 'pull' ? (image === undefined ? `pulling ${progress.subject}` : 'fetching layers') : readingText(progress), share};
}

function shareOf({progress}: Job): number | undefined {
	return progress === undefined ? undefined : extractedShare(progress) ?? arrivedShare(progress);
}

/** The works on the engine that go on in the background, in a few words; `undefined` when there are none. */
export function jobsStatus({desk: {jobs}}: State): Status | undefined {
	const running = runningJobs(jobs);
	const [first, ...more] = running;
	if (first === undefined) {
		return undefined;
	}

	if (more.length > 0) {
		return {text: `${running.length} at work (J)`, share: undefined};
	}

	const {left} = pacedRates(first);
	const share = shareOf(first);
	const extracting = share === undefined && first.progress !== undefined && hasArrived(first.progress) ? ' extracting' : '';
	return {text: `${jobSubject(first.wish)}${extracting}${left === undefined ? '' : ` ${formatSeconds(left)}`}`, share};
}

/** Whether an image is being pulled and there is nothing of it to show yet. */
export function isPulling({session}: State): boolean {
	return session.image === undefined && session.progress?.task === 'pull';
}
