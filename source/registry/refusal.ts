import {LayerscopeError} from '../errors.ts';
import type {Answer} from './answer.ts';
import {retryAfter} from './retry.ts';

/** What was asked for, and of whom, for the words of an error. */
export type Subject = {
	/** `the tags of me/app`. */
	readonly what: string;
	readonly registry: string;
	/** Whether a login was sent. */
	readonly hasLogin: () => boolean;
	/** Why none could be looked up, as a clause. */
	readonly problem: () => string | undefined;
};

/** The error for an answer that isn't what was asked for. What the registry says about it isn't quoted: it may repeat a secret. */
export function refusal({status, headers}: Answer, {what, registry, hasLogin, problem}: Subject): LayerscopeError {
	switch (status) {
		case 404: {
			return new LayerscopeError('not-found', `The registry ${registry} doesn't have ${what}.`, {advice: 'Check the name.'});
		}

		case 401:
		case 403: {
			const whom = hasLogin() ? 'to the login that was found for it' : 'without a login';
			const reason = problem();
			const unknown = reason === undefined ? '' : `The login couldn't be looked up: ${reason}. `;
			const advice = hasLogin() ? 'Log in again, or ask for access.' : `${unknown}Log in with \`docker login${registry === 'docker.io' ? '' : ` ${registry}`}\`, or check the name.`;
			return new LayerscopeError('engine', `The registry ${registry} doesn't give ${what} ${whom} (${status}).`, {advice});
		}

		case 429: {
			const seconds = retryAfter({headers});
			const when = seconds === undefined ? 'Wait a while' : `Wait ${seconds} seconds`;
			const advice = `${when}, then try again${hasLogin() ? '' : '; a login may have a higher limit'}.`;
			return new LayerscopeError('engine', `The registry ${registry} has had too many requests to give ${what}.`, {advice});
		}

		default: {
			const advice = status >= 500 ? 'Wait a while, then try again.' : 'Check that this is a registry.';
			return new LayerscopeError('engine', `The registry ${registry} answers ${status} when asked for ${what}.`, {advice});
		}
	}
}
