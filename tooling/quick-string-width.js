const styles = /\u001B\[[\d;]*m/g; // eslint-disable-line no-control-regex

/** Characters that take one column, whatever stands beside them: ASCII, Latin letters, rules, bars and arrows. */
export const narrow = /^[ -~\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u21FF\u2212\u2500-\u259F\u25B2-\u25C9]*$/;

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
