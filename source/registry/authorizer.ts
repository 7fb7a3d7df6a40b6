import type {Credentials} from '../credentials/credentials.ts';
import {LayerscopeError} from '../errors.ts';
import type {Answer} from './answer.ts';
import {parseChallenges, type Challenge} from './challenge.ts';
import type {Endpoint} from './endpoint.ts';
import {basicHeader, getToken, type SendOne} from './get-token.ts';
import {judgeRealm} from './realm.ts';
import {untilAborted} from './until-aborted.ts';

/** Knows how an endpoint is talked to by those who may. */
export type Authorizer = {
	/** The `Authorization` header that was good the last time. */
	header(): string | undefined;
	/** What a challenge leads to; `undefined` where it was of no use. `used` is what was refused. */
	answer(refusal: Answer, used: string | undefined, signal: AbortSignal): Promise<string | undefined>;
};

type Means = {
	readonly endpoint: Endpoint;
	/** Looked up when it's first needed. */
	readonly credentials: () => Promise<Credentials | undefined>;
	readonly send: SendOne;
	readonly log: (line: string) => void;
};

/** Makes the authorizer of an endpoint. Secrets stay in it. */
export function createAuthorizer({endpoint, credentials, send, log}: Means): Authorizer {
	let current: string | undefined;
	let pending: Promise<string | undefined> | undefined;

	const obtain = async (refusal: Answer): Promise<string | undefined> => {
		const challenges = challengesOf(refusal);
		const bearer = challenges.find(({scheme}) => scheme === 'bearer');
		const login = await credentials();
		if (bearer !== undefined) {
			const token = await bearerToken(bearer, login, endpoint, {send, log});
			return token === undefined ? undefined : `Bearer ${token}`;
		}

		return login !== undefined && challenges.some(({scheme}) => scheme === 'basic') ? basicHeader(login) : undefined;
	};

	return {
		header: () => current,
		async answer(refusal, used, signal) {
			// Somebody else was faster.
			if (current !== used) {
				return current;
			}

			// Several wait for the one token, so that none of them may break it off.
			pending ??= obtain(refusal).finally(() => {
				pending = undefined;
			});
			const found = await untilAborted(pending, signal);
			if (found === used) {
				return undefined;
			}

			current = found;
			return found;
		},
	};
}

function challengesOf({headers}: Answer): readonly Challenge[] {
	return parseChallenges(headers['www-authenticate'] ?? '');
}

type Talk = {readonly send: SendOne; readonly log: (line: string) => void};

async function bearerToken({parameters}: Challenge, login: Credentials | undefined, endpoint: Endpoint, {send, log}: Talk): Promise<string | undefined> {
	// It is meant for the registry itself, whatever realm is named.
	if (login?.registryToken !== undefined) {
		return login.registryToken;
	}

	const text = parameters.get('realm') ?? '';
	if (!URL.canParse(text)) {
		return undefined;
	}

	const realm = new URL(text);
	const trust = await judgeRealm(realm, endpoint);
	if (trust === 'refused') {
		throw new LayerscopeError('engine', `The registry at ${endpoint.host} wants its token from ${realm.host}, and without TLS.`, {advice: 'Ask its owner to use https.'});
	}

	const isKnown = trust === 'trusted' && login !== undefined;
	log(`a token for ${endpoint.host} from ${realm.host}, ${isKnown ? 'with a login' : 'as a stranger'}`);
	return getToken({
		realm,
		service: parameters.get('service'),
		scope: parameters.get('scope') ?? `repository:${endpoint.repository}:pull`,
		credentials: isKnown ? login : undefined,
	}, send);
}
