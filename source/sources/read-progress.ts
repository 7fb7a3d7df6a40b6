import type {PartState, Progress} from '../progress/progress.ts';

/** Gathers how far each layer is, and tells of it at most ten times a second. */
export type ReadProgress = {
	/** `part` is a layer's number, or what is read where that is no layer. */
	readonly update: (part: number | string, state: PartState, current?: number, total?: number) => void;
	/** Tells the last state, if it wasn't told yet. */
	readonly flush: () => void;
};

const interval = 100;

/** Progress over layers that are read or verified; `subject` is what is worked on. */
export function createReadProgress(emit: (progress: Progress) => void, task: Progress['task'], subject: string): ReadProgress {
	const parts = new Map<number | string, Progress['parts'][number]>();
	let last = 0;
	let isUntold = false;
	const tell = () => {
		last = performance.now();
		isUntold = false;
		emit({
			task, subject, status: undefined, parts: [...parts].toSorted(([a], [b]) => Number(a) - Number(b)).map(([, part]) => part),
		});
	};

	return {
		update(part, state, current, total) {
			const before = parts.get(part);
			parts.set(part, {
				id: String(part), state, current: current ?? before?.current, total: total ?? before?.total, note: undefined,
			});
			isUntold = true;
			if (performance.now() - last >= interval) {
				tell();
			}
		},
		flush() {
			if (isUntold) {
				tell();
			}
		},
	};
}
