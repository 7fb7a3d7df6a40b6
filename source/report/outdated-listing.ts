import type {TagFreshness} from '../catalogue/freshness.ts';
import type {Digest} from '../image/digest.ts';
import {escapeText, ownText, type SafeText} from '../text/escape.ts';
import {fit, textWidth} from '../text/width.ts';
import {jsonArray} from './listing.ts';

/** A tag of an image of the engine, and how it stands to its registry. */
export type OutdatedRow = {readonly tag: string; readonly image: Digest; readonly freshness: TagFreshness};

/** The rows of `outdated --json` as one JSON array; its fields are documented in the readme and stable. */
export function jsonOutdated(rows: readonly OutdatedRow[]): Iterable<string> {
	return jsonArray(rows, ({tag, image, freshness: {state, local, digest, error}}) => ({
		tag, image, state, local, registry: digest ?? null, error: error?.message ?? null,
	}));
}

const words: Readonly<Record<TagFreshness['state'], string>> = {
	current: 'current', outdated: 'outdated', local: 'local', gone: 'not in the registry', failed: 'not known', unknown: 'not known', asking: 'not known',
};

/** The rows of `outdated` as text, in aligned columns with whole digests. */
export function * textOutdated(rows: readonly OutdatedRow[]): Generator<string, void> {
	const titles = ['STATE', 'HERE', 'IN THE REGISTRY', 'TAG'].map(title => ownText(title));
	const cells = rows.map(({tag, freshness: {state, local, digest}}): readonly SafeText[] => [
		ownText(words[state]), ownText(local[0] ?? '-'), ownText(digest ?? '-'), escapeText(tag),
	]);
	const widths = titles.map((title, column) => Math.max(textWidth(title), ...cells.map(row => textWidth(row[column]!))));
	for (const row of [titles, ...cells]) {
		yield `${row.map((text, column) => fit(text, widths[column]!)).join('  ').trimEnd()}\n`;
	}
}
