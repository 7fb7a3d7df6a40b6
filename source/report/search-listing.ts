import type {FoundImage} from '../catalogue/found-image.ts';
import {escapeText, ownText, type SafeText} from '../text/escape.ts';
import {clip, fit, textWidth} from '../text/width.ts';
import {jsonText} from './json-text.ts';

const widestName = 60;

/** What a search found as JSON, an array with an object for each image. */
export function jsonSearch(found: readonly FoundImage[]): string {
	const items = found.map(({
		name, description, stars, isOfficial, isAutomated,
	}) => jsonText({
		name, description, stars, official: isOfficial, automated: isAutomated,
	}));
	return items.length === 0 ? '[]\n' : `[\n${items.join(',\n')}\n]\n`;
}

/** What a search found as a table with a line of headings; cut to `columns` where they are given. The description comes last, so that nothing else is lost. */
export function * textSearch(found: readonly FoundImage[], columns?: number): Generator<string, void> {
	const rows = found.map(({
		name, description, stars, isOfficial, isAutomated,
	}) => [escapeText(name), ownText(String(stars)), yes(isOfficial), yes(isAutomated), escapeText(description)] as const);
	const headings = ['NAME', 'STARS', 'OFFICIAL', 'AUTOMATED', 'DESCRIPTION'].map(heading => ownText(heading)) as unknown as (typeof rows)[number];
	const nameWidth = Math.min(columns === undefined ? Number.POSITIVE_INFINITY : widestName, Math.max(...[headings, ...rows].map(([name]) => textWidth(name))));
	for (const [name, stars, official, automated, description] of [headings, ...rows]) {
		const line = ownText([fit(name, nameWidth), fit(stars, 7, {align: 'right'}), fit(official, 8), fit(automated, 9), description].join('  ').trimEnd());
		yield `${columns === undefined ? line : clip(line, columns)}\n`;
	}
}

function yes(isTrue: boolean): SafeText {
	return ownText(isTrue ? 'yes' : '');
}
