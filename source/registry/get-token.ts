import {Buffer} from 'node:buffer';
import type {Credentials} from '../credentials/credentials.ts';
import {LayerscopeError} from '../errors.ts';
import {asObject, asOptionalText, field} from '../image/json.ts';
import {readWhole, type Answer} from './answer.ts';
import type {Wire} from './send.ts';

/** Where a token is had, and for what. */
export type TokenWish = {
	readonly realm: URL;
	readonly service: string | undefined;
	readonly scope: string;
	/** `undefined` where the realm gets none. */
	readonly credentials: Credentials | undefined;
};

/** Sends one request and follows nothing. */
export type SendOne = (wire: Wire) => Promise<Answer>;

const longestToken = 1024 * 1024;

/**
Buys a token (https://distribution.github.io/distribution/spec/auth/token/): by POST with an identity token (…/spec/auth/oauth/), else by
GET, with a user and password where there are some. `undefined` where the realm gives none. Throws a `LayerscopeError`
where it can't be asked or sends one elsewhere.
*/
export async function getToken(wish: TokenWish, send: SendOne): Promise<string | undefined> {
	const {identityToken} = wish.credentials ?? {};
	if (identityToken !== undefined) {
		const answer = await send(refresh(wish, identityToken));
		// Some realms know the older way alone.
		if (answer.status !== 404 && answer.status !== 405) {
			return readToken(answer);
		}

		answer.drop();
	}

	return readToken(await send(ask(wish)));
}

function refresh({realm, service, scope}: TokenWish, identityToken: string): Wire {
	const form = new URLSearchParams({
		grant_type: 'refresh_token', client_id: 'layerscope', service: service ?? realm.host, scope, refresh_token: identityToken,
	});
	return {
		method: 'POST', url: realm, headers: {'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json'}, body: form.toString(),
	};
}

function ask({realm, service, scope, credentials}: TokenWish): Wire {
	const url = new URL(realm);
	if (service !== undefined) {
		url.searchParams.set('service', service);
	}

	url.searchParams.set('scope', scope);
	const basic = credentials && basicHeader(credentials);
	return {method: 'GET', url, headers: {Accept: 'application/json', ...(basic === undefined ? {} : {Authorization: basic})}};
}

/** The `Authorization` of a user and password; `undefined` where a login has none. */
export function basicHeader({username, password}: Credentials): string | undefined {
	return username === undefined || password === undefined ? undefined : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

async function readToken(answer: Answer): Promise<string | undefined> {
	const {url, status} = answer;
	if (status >= 300 && status < 400) {
		answer.drop();
		throw new LayerscopeError('engine', `${url.host}, which gives the registry's tokens, sends elsewhere for them; nobody follows there.`, {advice: 'Ask the owner of the registry.'});
	}

	if (status === 429 || status >= 500) {
		answer.drop();
		throw new LayerscopeError('engine', `${url.host}, which gives tokens for the registry, answers ${status}.`, {advice: 'Wait a while, then try again.'});
	}

	if (status !== 200) {
		answer.drop();
		return undefined;
	}

	const token = tokenIn(await readWhole(answer, longestToken));
	// What isn't a token's alphabet would be another header.
	return token !== undefined && /^[\w.~+/=:-]+$/.test(token) ? token : undefined;
}

// The error of JSON.parse quotes what it read, which may be a secret: it's not kept.
function tokenIn(bytes: Uint8Array): string | undefined {
	try {
		const object = asObject(JSON.parse(Buffer.from(bytes).toString()), 'The token');
		return asOptionalText(field(object, 'token'), 'The token') ?? asOptionalText(field(object, 'access_token'), 'The token');
	} catch {
		throw new LayerscopeError('engine', 'The registry\'s token isn\'t as it should be.', {advice: 'Check that this is a registry.'});
	}
}
