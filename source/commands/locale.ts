type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the terminal's locale is one that shows UTF-8: the first of LC_ALL, LC_CTYPE and LANG that is set says so. (POSIX, Environment Variables) */
export function isUtf8Locale({LC_ALL: all, LC_CTYPE: type, LANG: language}: Environment): boolean {
	return /utf-?8/i.test([all, type, language].find(Boolean) ?? '');
}

/** Whether colours are wanted: not with NO_COLOR (no-color.org), nor with FORCE_COLOR=0. */
export function isColorWanted({NO_COLOR: none = '', FORCE_COLOR: forced}: Environment): boolean {
	return none === '' && forced !== '0' && forced !== 'false';
}

/** Whether the terminal can only print line by line, as it says itself. One that says nothing is taken for one of today's. */
export function isDumbTerminal({TERM: name}: Environment): boolean {
	return name === 'dumb' || name === 'unknown';
}
