import {ownText} from '../text/escape.ts';
import {wrap} from '../text/width.ts';
import {blankLine, titleLine} from './lines.ts';
import {rememberLast} from './remember.ts';
import type {TextLine} from './text-line.ts';

/** What the help tells of keys: a title, or keys and what they do. */
export type HelpEntry =
	| {readonly title: string}
	| {readonly keys: string; readonly description: string};

const narrow = 60;

function entryLines({keys, description}: Extract<HelpEntry, {keys: string}>, width: number): readonly TextLine[] {
	const column = width < narrow ? 14 : 26;
	const rows: string[] = wrap(ownText(description), width - column).map((line, row) => (row === 0 && keys.length < column ? keys : '').padEnd(column) + line);
	return [...(keys.length < column ? [] : [keys]), ...rows].map(text => ({label: undefined, text: ownText(text), tone: 'plain'}));
}

/** The help screen's lines for a width. */
export const helpText = rememberLast((help: readonly HelpEntry[], width: number): readonly TextLine[] =>
	help.flatMap((entry, place) => 'title' in entry
		? [...(place === 0 ? [] : [blankLine]), titleLine(entry.title)]
		: entryLines(entry, width)));
