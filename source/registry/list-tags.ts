import {LayerscopeError} from '../errors.ts';
import {asTexts, field} from '../image/json.ts';
import {parseReference} from '../image/reference.ts';
import {anonymousToken} from './anonymous-token.ts';
import {
	askRegistry, parseAnswer, type Limits, type RegistryAnswer,
} from './ask-registry.ts';

const seconds = 5;
const mostBytes = 4 * 1024 * 1024;
const mostPages = 1000;
const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1])(?::\d+)?$/;

/**
The tags of a repository (`nginx`, `ghcr.io/me/app`), straight from its registry, sorted; untrusted. No credentials are sent.
Throws a `LayerscopeError`: `not-found` where there is no such repository, `usage` for a name that is none, `engine` where the registry
can't be reached, wants a login, takes longer than 5 seconds or says more than 4 MiB.
*/
export async function tagsOf(repository: string, outer: AbortSignal): Promise<readonly string[]> {
	const {registry, repository: path} = parseReference(repository);
	const patience = AbortSignal.timeout(seconds * 1000);
	const limits: Limits = {signal: AbortSignal.any([outer, patience]), bytesLeft: mostBytes};
	try {
		return await firstThatAnswers(basesOf(registry), async base => listTags(new URL(`/v2/${path}/tags/list`, base), repository, limits));
	} catch (error) {
		outer.throwIfAborted();
		throw patience.aborted
			? new LayerscopeError('engine', `The registry ${registry} didn't list the tags of ${repository} within ${seconds} seconds.`, {
				advice: 'Try again, or name the tag that you want.', cause: error,
			})
			: error;
	}
}

function basesOf(registry: string): readonly string[] {
	const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
	return loopback.test(host) ? [`https://${host}`, `http://${host}`] : [`https://${host}`];
}

async function firstThatAnswers<Result>(bases: readonly string[], ask: (base: string) => Promise<Result>): Promise<Result> {
	const [first = '', second] = bases;
	try {
		return await ask(first);
	} catch (error) {
		if (second === undefined || !(error instanceof LayerscopeError && error.kind === 'engine' && error.cause !== undefined)) {
			throw error;
		}

		return ask(second);
	}
}

async function listTags(first: URL, repository: string, limits: Limits): Promise<readonly string[]> {
	const tags: string[] = [];
	let authorization: string | undefined;
	let page: URL | undefined = first;
	for (let pages = 0; page !== undefined && pages < mostPages; pages++) {
		let answer = await askRegistry(page, headersOf(authorization), limits);
		if (answer.status === 401 && authorization === undefined) {
			authorization = await anonymousToken(answer, first, limits);
			answer = authorization === undefined ? answer : await askRegistry(page, headersOf(authorization), limits);
		}

		checkStatus(answer, repository);
		tags.push(...tagsIn(answer));
		page = nextPage(answer, page);
	}

	// Registries order them as they like.
	return tags.toSorted(new Intl.Collator('en', {numeric: true}).compare);
}

function headersOf(authorization: string | undefined): Readonly<Record<string, string>> {
	return {Accept: 'application/json', ...(authorization === undefined ? {} : {Authorization: authorization})};
}

const what = 'The registry\'s list of tags';

function tagsIn({body}: RegistryAnswer): readonly string[] {
	return parseAnswer(body, what, object => asTexts(field(object, 'tags'), what));
}

/** The page that a `Link` leads to; one of another host is none. */
function nextPage({headers}: RegistryAnswer, page: URL): URL | undefined {
	const link = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(headers.get('link') ?? '')?.[1];
	const next = link !== undefined && URL.canParse(link, page.href) ? new URL(link, page) : undefined;
	return next?.origin === page.origin && next.href !== page.href ? next : undefined;
}

function checkStatus({status}: RegistryAnswer, repository: string): void {
	switch (status) {
		case 200: {
			return;
		}

		case 404: {
			throw new LayerscopeError('not-found', `The registry has no repository ${repository}.`, {advice: 'Check the name.'});
		}

		case 401:
		case 403: {
			throw new LayerscopeError('engine', `The registry doesn't list the tags of ${repository} without a login.`, {advice: 'Name the tag that you want.'});
		}

		case 429: {
			throw new LayerscopeError('engine', `The registry has had too many requests to list the tags of ${repository}.`, {advice: 'Wait a while, then try again.'});
		}

		default: {
			throw new LayerscopeError('engine', `The registry answers ${status} when asked for the tags of ${repository}.`, {advice: 'Name the tag that you want.'});
		}
	}
}
