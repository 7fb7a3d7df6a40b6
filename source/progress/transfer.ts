import type {PartProgress, Progress} from './progress.ts';

/** What is known of an archive that is on its way. */
export type Transfer = {
	readonly task: 'save' | 'load';
	/** What is saved or loaded; untrusted. */
	readonly subject: string;
	/** Bytes so far. */
	readonly moved: number;
	/** Bytes in all; `undefined` where nobody knows. */
	readonly total: number | undefined;
	/** Whether `total` was only estimated: it grows where more comes. */
	readonly isEstimated: boolean;
	/** Whether all bytes have moved, and whether the work is over. */
	readonly isMoved: boolean;
	readonly isDone: boolean;
	/** The peer's last words; untrusted. */
	readonly status: string | undefined;
};

/** An archive that is saved or loaded as a progress of one part: `waiting` for the first byte, `reading`, `extracting` while the engine takes it in, `done`. */
export function transferProgress(transfer: Transfer): Progress {
	const {task, subject, moved, isEstimated, isMoved, status} = transfer;
	const estimate = transfer.total === undefined ? undefined : Math.max(transfer.total, moved);
	return {
		task,
		subject,
		status,
		parts: [{
			id: 'archive',
			state: stateOf(transfer),
			current: moved,
			total: isMoved ? moved : estimate,
			note: isEstimated && !isMoved && estimate !== undefined ? 'estimated' : undefined,
		}],
	};
}

function stateOf({moved, isMoved, isDone}: Transfer): PartProgress['state'] {
	if (isDone) {
		return 'done';
	}

	return isMoved ? 'extracting' : (moved === 0 ? 'waiting' : 'reading');
}
