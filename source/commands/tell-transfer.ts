import type {Progress} from '../progress/progress.ts';
import {transferProgress, type Transfer} from '../progress/transfer.ts';

const tellMilliseconds = 100;

/** Tells of a transfer as it goes on. */
export type TransferTeller = {
	/** So many bytes more have moved. */
	move(bytes: number): void;
	/** All bytes have moved. */
	moved(): void;
	/** The peer says something. */
	say(status: string): void;
	done(): void;
};

/** Tells of a transfer at most ten times a second while bytes move, and at once of everything else. */
export function tellTransfer(start: Pick<Transfer, 'task' | 'subject' | 'total' | 'isEstimated'>, emit: (progress: Progress) => void): TransferTeller {
	let transfer: Transfer = {
		...start, moved: 0, isMoved: false, isDone: false, status: undefined,
	};
	let last = Number.NEGATIVE_INFINITY;
	const tell = (changes: Partial<Transfer>, isUrgent: boolean) => {
		transfer = {...transfer, ...changes};
		const now = performance.now();
		if (isUrgent || now - last >= tellMilliseconds) {
			last = now;
			emit(transferProgress(transfer));
		}
	};

	tell({}, true);
	return {
		move(bytes) {
			tell({moved: transfer.moved + bytes}, transfer.moved === 0);
		},
		moved() {
			tell({isMoved: true}, true);
		},
		say(status) {
			tell({status}, true);
		},
		done() {
			tell({isMoved: true, isDone: true}, true);
		},
	};
}
