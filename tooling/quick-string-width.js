import {narrowCharacters} from './frames/narrow-characters.ts';

const styles = /\u001B\[[\d;]*m/g; // eslint-disable-line no-control-regex

/** A text of narrow characters alone. */
export const narrow = new RegExp(`^${narrowCharacters}*$`);

/** The columns of a text: string-width's answer, found without it where nothing of the text needs more than counting. */
export default function stringWidth(text, options) {
	if (options === undefined && typeof text === 'string') {
		const bare = text.includes('\u001B') ? text.replaceAll(styles, '') : text;
		if (narrow.test(bare)) {
			return bare.length;
		}
	}

	// Its regular expressions take 30 ms to compile.
	return require('string-width-itself').default(text, options);
}
