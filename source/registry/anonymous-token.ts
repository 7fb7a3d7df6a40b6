import {LayerscopeError} from '../errors.ts';
import {asOptionalText, field} from '../image/json.ts';
import {
	askRegistry, parseAnswer, type Limits, type RegistryAnswer,
} from './ask-registry.ts';

/**
The `Authorization` header that a registry's challenge leads to without any credentials (https://distribution.github.io/distribution/spec/auth/token/),
or `undefined` where it gives none to strangers.
*/
export async function anonymousToken({headers}: RegistryAnswer, base: URL, limits: Limits): Promise<string | undefined> {
	const challenge = headers.get('www-authenticate') ?? '';
	const parameters = Object.fromEntries([...challenge.matchAll(/([a-z]+)="([^"]*)"/gi)].map(([, name, value]) => [name!.toLowerCase(), value!]));
	const {realm = '', service, scope} = parameters;
	if (!/^bearer /i.test(challenge) || !URL.canParse(realm)) {
		return undefined;
	}

	const url = new URL(realm);
	// A registry must not make this machine ask its own neighbours in clear text.
	if (url.protocol !== 'https:' && url.hostname !== base.hostname) {
		throw new LayerscopeError('engine', `The registry at ${base.host} wants its token from ${url.host}, and without TLS.`, {advice: 'Ask its owner to use https.'});
	}

	for (const [name, value] of Object.entries({service, scope})) {
		if (value !== undefined) {
			url.searchParams.set(name, value);
		}
	}

	const answer = await askRegistry(url, {}, limits);
	return answer.status === 200 ? bearer(answer.body) : undefined;
}

function bearer(body: string): string | undefined {
	const token = parseAnswer(body, 'The token', object => asOptionalText(field(object, 'token') ?? field(object, 'access_token'), 'The token'));
	// What isn't a token's alphabet would be another header.
	return token !== undefined && /^[\w.~+/=-]+$/.test(token) ? `Bearer ${token}` : undefined;
}
