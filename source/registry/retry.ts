import {setTimeout as wait} from 'node:timers/promises';
import type {Answer} from './answer.ts';
import {ConnectionError} from './connection-error.ts';
import type {Patience} from './surroundings.ts';

const passing: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

type Retrying = {readonly patience: Patience; readonly signal: AbortSignal; readonly log: (line: string) => void};

/**
Asks until there is an answer that isn't passing (429, 5xx, a broken connection), as often as `patience` lets, and no sooner than the server
wants. Gives the last answer, or throws the last error.
*/
export async function retrying<Result extends Answer>(ask: () => Promise<Result>, {patience, signal, log}: Retrying): Promise<Result> {
	for (let attempt = 1; ; attempt++) {
		const outcome = await attemptOf(ask);
		const seconds = secondsBefore(outcome, attempt, patience);
		if (seconds === undefined) {
			if (outcome instanceof ConnectionError) {
				throw outcome;
			}

			return outcome;
		}

		log(`${outcome instanceof ConnectionError ? outcome.message : `${outcome.url.host} answers ${outcome.status}.`} Again in ${seconds} s.`);
		if (!(outcome instanceof ConnectionError)) {
			outcome.drop();
		}

		await wait(seconds * 1000, undefined, {signal}).catch((error: unknown) => {
			signal.throwIfAborted();
			throw error;
		});
	}
}

/** How long to wait before one more attempt; `undefined` where there is none. */
function secondsBefore(outcome: Answer | ConnectionError, attempt: number, patience: Patience): number | undefined {
	const isPassing = outcome instanceof ConnectionError ? outcome.isPassing : passing.has(outcome.status);
	const attempts = outcome instanceof ConnectionError ? outcome.attempts(patience) : patience.attempts;
	if (!isPassing || attempt >= attempts) {
		return undefined;
	}

	const wanted = outcome instanceof ConnectionError ? undefined : retryAfter(outcome);
	const seconds = Math.max(wanted ?? 0, patience.firstWaitSeconds * (2 ** (attempt - 1)));
	return seconds > patience.longestWaitSeconds ? undefined : seconds;
}

async function attemptOf<Result>(ask: () => Promise<Result>): Promise<Result | ConnectionError> {
	try {
		return await ask();
	} catch (error) {
		if (error instanceof ConnectionError) {
			return error;
		}

		throw error;
	}
}

/** The seconds that a server wants to be left alone for (RFC 9110, 10.2.3); `undefined` where it says nothing that makes sense. */
export function retryAfter({headers}: Pick<Answer, 'headers'>, now = Date.now()): number | undefined {
	const text = headers['retry-after']?.trim() ?? '';
	if (/^\d{1,9}$/.test(text)) {
		return Number(text);
	}

	const date = Date.parse(text);
	// By the server's own clock, which this machine's may not agree with.
	const told = Date.parse(headers.date ?? '');
	return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - (Number.isNaN(told) ? now : told)) / 1000));
}
