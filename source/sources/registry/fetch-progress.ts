import type {SourceEvent} from '../image-source.ts';
import type {Downloads} from './downloads.ts';

const interval = 100;

/** Tells how far downloads are: at once of another state, at most ten times a second of more bytes. */
export function fetchProgress(downloads: Downloads, emit: (event: SourceEvent) => void) {
	let last = Number.NEGATIVE_INFINITY;
	const tell = () => {
		last = performance.now();
		emit({type: 'progress', progress: downloads.progress()});
	};

	return {
		changed(isMore: boolean) {
			if (!isMore || performance.now() - last >= interval) {
				tell();
			}
		},
		flush: tell,
	};
}
