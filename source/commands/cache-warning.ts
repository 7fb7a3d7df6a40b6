import {escapeText} from '../text/escape.ts';

/** Says once why nothing is kept, however often it fails. */
export type CacheWarning = {
	/** Takes why something couldn't be kept or read; untrusted text. Only the first is told. */
	readonly warn: (why: string) => void;
	/** Who is told from now on: a screen, which must not be written over; standard error again with `undefined`. */
	readonly listen: (listener: ((why: string) => void) | undefined) => void;
};

/** A warning that goes to standard error by `say` as long as nobody else listens. */
export function createCacheWarning(say: (line: string) => void): CacheWarning {
	let listener: ((why: string) => void) | undefined;
	let isTold = false;
	return {
		warn(why) {
			if (!isTold) {
				isTold = true;
				if (listener === undefined) {
					say(escapeText(why));
				} else {
					listener(why);
				}
			}
		},
		listen(next) {
			listener = next;
		},
	};
}
