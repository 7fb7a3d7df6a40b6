import process from 'node:process';
import {bytesDone, bytesInAll} from '../progress/amounts.ts';
import type {Progress} from '../progress/progress.ts';
import {escapeText} from '../text/escape.ts';
import {formatBytes} from '../text/format.ts';

const lineMilliseconds = 5000;
const verbs: Readonly<Record<Progress['task'], string>> = {
	pull: 'Pulling', read: 'Reading', verify: 'Verifying', save: 'Saving', load: 'Loading',
};

/**
Takes a long work to its end and gives its result. Where standard error is a terminal, a line every few seconds says how far it is, so that
nobody believes it hangs; the lines stay, since they may stand between those of other programs.
*/
export async function followProgress<Result>(work: AsyncGenerator<Progress, Result>, say: (line: string) => void): Promise<Result> {
	const tell = progressTeller(say);
	for (;;) {
		const next = await work.next();
		if (next.done) {
			return next.value;
		}

		tell(next.value);
	}
}

/** Tells how far a work is, with a line every few seconds where standard error is a terminal. */
export function progressTeller(say: (line: string) => void): (progress: Progress) => void {
	let last = performance.now();
	return progress => {
		if (process.stderr.isTTY && performance.now() - last >= lineMilliseconds) {
			last = performance.now();
			say(progressLine(progress));
		}
	};
}

/** How far a work is, as one line: `Saving nginx:1.27: 120.0 MB of about 746.0 MB`. */
export function progressLine(progress: Progress): string {
	const total = bytesInAll(progress);
	const about = progress.parts.some(({note}) => note === 'estimated') ? 'about ' : '';
	const amount = `${formatBytes(bytesDone(progress))}${total === undefined ? '' : ` of ${about}${formatBytes(total)}`}`;
	return `${verbs[progress.task]} ${escapeText(progress.subject)}: ${progress.status === undefined ? amount : escapeText(progress.status)}`;
}
