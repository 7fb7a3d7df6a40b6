import {LayerscopeError} from '../errors.ts';
import {asSentence, refusalOf} from './answer.ts';

const reasons: ReadonlyArray<{readonly pattern: RegExp; readonly advice: string}> = [
	{pattern: /status code 429|too ?many ?requests/i, advice: 'The registry wants less requests: wait a while, or log in with `docker login`.'},
	{pattern: /status code 40[13]|unauthorized|denied/i, advice: 'The registry wants a login: use `docker login`.'},
	{pattern: /status code 404|error decoding registry search|invalid character|invalid registry endpoint.*not found/i, advice: 'This registry can\'t be searched; most but Docker Hub can\'t.'},
	{
		pattern: /no such host|connection refused|i\/o timeout|network is unreachable|server gave http response|invalid registry endpoint/i,
		advice: 'Check the registry\'s name and that the engine can reach it.',
	},
];

/** What was searched for, and whether it names its registry. */
export type Searched = {readonly term: string; readonly isQualified: boolean};

/** The error for a search that an engine refused, by the body of its answer; `undefined` where it only says that nothing was found, as Podman does. */
export function searchError({term, isQualified}: Searched, body: string, status: number | undefined): LayerscopeError | undefined {
	const words = refusalOf(body).replace(/^\d+ errors? occurred:\s*\*\s*/, '');
	if (status === 404 && words === 'image not known') {
		return isQualified ? undefined : unknownWhere(term);
	}

	const reason = reasons.find(({pattern}) => pattern.test(words.replaceAll(term, '')));
	return new LayerscopeError('engine', `${term} can't be searched for: ${asSentence(words || `status ${status}`)}`, {
		advice: reason?.advice ?? 'Look at what the engine says, then try again.',
	});
}

// It may know no registry to search, or have found nothing there: it doesn't tell which.
function unknownWhere(term: string): LayerscopeError {
	return new LayerscopeError('not-found', `The engine found nothing for ${term}.`, {
		advice: `Podman searches the registries that its registries.conf names; to search another, name it: docker.io/${term}.`,
	});
}
