import {readFileSync, writeFileSync} from 'node:fs';
import {keyTable} from '../source/tui/help.ts';

// Writes the table of keys into the readme, out of the one binding table.

/** A readme with this table of keys between its two marks. */
export function withKeys(readme: string, table: string): string {
	return readme.replace(/(<!-- keys -->\n)[^]*(<!-- \/keys -->)/, (_, start: string, end: string) => `${start}\n${table}\n${end}`);
}

if (process.argv[1]?.endsWith('write-keys.ts')) {
	writeFileSync('readme.md', withKeys(readFileSync('readme.md', 'utf8'), keyTable()));
}
