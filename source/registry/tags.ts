import {LayerscopeError, messageOf} from '../errors.ts';
import {asObject, asTexts, field} from '../image/json.ts';
import type {Answer} from './answer.ts';
import {refusal, type Subject} from './refusal.ts';
import type {Talk} from './talk.ts';

// Registries order them as they like.
const byNumber = new Intl.Collator('en', {numeric: true});
const mostPages = 1000;
const mostTags = 200_000;

/** Lists all tags, page after page, sorted. */
export async function listTags(talk: Talk, subject: Subject, signal: AbortSignal): Promise<readonly string[]> {
	const tags: string[] = [];
	let page: string | undefined = 'tags/list';
	for (let pages = 0; page !== undefined && pages < mostPages; pages++) {
		const answer = await talk.askWhole({method: 'GET', path: page, headers: {Accept: 'application/json'}}, signal);
		if (answer.bytes === undefined) {
			answer.drop();
			throw refusal(answer, subject);
		}

		for (const tag of tagsIn(answer.bytes)) {
			tags.push(tag);
		}

		if (tags.length > mostTags) {
			throw new LayerscopeError('engine', `The registry at ${answer.url.host} answers far too much.`, {advice: 'Name the tag that you want.'});
		}

		page = nextPage(answer, page);
	}

	return tags.toSorted(byNumber.compare);
}

const what = 'The registry\'s list of tags';

function tagsIn(bytes: Uint8Array): readonly string[] {
	try {
		return asTexts(field(asObject(JSON.parse(new TextDecoder().decode(bytes)), what), 'tags'), what);
	} catch (error) {
		throw new LayerscopeError('engine', `${what} isn't as it should be: ${messageOf(error)}`, {advice: 'Check that this is a registry.', cause: error});
	}
}

/** The query of the page that a `Link` leads to; whatever else the link says, it's the same list of the same registry. */
function nextPage({headers, url}: Answer, page: string): string | undefined {
	const link = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(String(headers.link ?? ''))?.[1];
	const next = link !== undefined && URL.canParse(link, url.href) ? new URL(link, url) : undefined;
	const path = `tags/list${next?.search ?? ''}`;
	return next?.origin === url.origin && path !== page ? path : undefined;
}
