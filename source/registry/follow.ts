import {LayerscopeError} from '../errors.ts';
import type {Answer} from './answer.ts';
import type {Wire} from './send.ts';

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 5;

type Following = {
	readonly send: (wire: Wire) => Promise<Answer>;
	/** For the server that is asked first, and for no other. */
	readonly authorization: string | undefined;
	/** Whether a redirect may lead from TLS to none. */
	readonly isInsecure: boolean;
};

/**
Sends a request and follows where it is redirected to, by hand: `Authorization` goes to no other scheme, host or port than the first.
Throws a `LayerscopeError` where there are too many, or one that leads out of TLS.
*/
export async function follow(first: Wire, {send, authorization, isInsecure}: Following): Promise<Answer> {
	let {url} = first;
	for (let count = 0; count <= mostRedirects; count++) {
		const isFirst = url.origin === first.url.origin;
		const headers = authorization !== undefined && isFirst ? {...first.headers, Authorization: authorization} : first.headers;
		const answer = await send({...first, url, headers});
		const {location} = answer.headers;
		if (!redirects.has(answer.status) || location === undefined) {
			return answer;
		}

		answer.drop();
		url = targetOf(location, url, isInsecure);
	}

	throw new LayerscopeError('engine', `The registry at ${first.url.host} sends from one address to the next without end.`, {advice: 'Ask its owner.'});
}

function targetOf(location: string, from: URL, isInsecure: boolean): URL {
	const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
	if (target?.protocol === 'https:' || (target?.protocol === 'http:' && (from.protocol === 'http:' || isInsecure))) {
		return target;
	}

	throw new LayerscopeError('engine', `The registry at ${from.host} sends to an address without TLS, or to none at all.`, {advice: 'Ask its owner.'});
}
