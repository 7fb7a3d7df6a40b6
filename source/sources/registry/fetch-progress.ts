import type {SourceEvent} from '../image-source.ts';
import type {Downloads} from './downloads.ts';

const interval = 100;

/** Tells how far downloads are: at once of another state, at most ten times a second of more bytes. */
export function fetchProgress(downloads: Downloads, emit: (event: SourceEvent) => void) {
	let last = Number.NEGATIVE_INFINITY;
	let timer: NodeJS.Timeout | undefined;
	const tell = () => {
		last = performance.now();
		clearTimeout(timer);
		timer = undefined;
		emit({type: 'progress', progress: downloads.progress()});
	};

	return {
		changed(isMore: boolean) {
			if (!isMore || performance.now() - last >= interval) {
				tell();
			} else {
				// What came last before a silence is told too.
				timer ??= setTimeout(tell, interval).unref();
			}
		},
		/** Tells the last state; nothing is told after it. */
		end() {
			clearTimeout(timer);
			tell();
		},
	};
}
