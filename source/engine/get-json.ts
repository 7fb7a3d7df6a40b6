import type {IncomingHttpHeaders} from 'node:http';
import {LayerscopeError} from '../errors.ts';
import {isTooDeep} from '../image/json-doubt.ts';
import {
	asEngineError, bodyOf, longestAnswer, readUpTo, refusalOf,
} from './answer.ts';
import type {EngineConnection, EngineRequest} from './connection.ts';
import {EngineRefusalError} from './engine-refusal-error.ts';
import {idleSeconds, watchAnswer} from './idle.ts';

/** An engine's answer as parsed JSON; a 404 comes with the engine's words. */
export type JsonAnswer =
	| {readonly isFound: true; readonly value: unknown; readonly headers: IncomingHttpHeaders}
	| {readonly isFound: false; readonly words: string};

/** An engine's answer, read to its end. */
export type TextAnswer = {readonly statusCode: number | undefined; readonly body: string; readonly headers: IncomingHttpHeaders};

/**
Asks an engine for JSON. `purpose` ends the sentence of an error (`while nginx was inspected`). A 404 is an answer;
any other refusal throws a `LayerscopeError` of kind `engine` with the engine's words, and so does a silence of `idle` seconds:
more is needed only where an engine computes for long (`/system/df`). An answer of more than `longest` bytes is an error too.
*/
export async function getJson(connection: EngineConnection, request: EngineRequest, purpose: string, {idle = idleSeconds, longest}: Pick<Patience, 'idle' | 'longest'> = {}): Promise<JsonAnswer> {
	const {statusCode, body, headers} = await exchange(connection, request, purpose, {idle, longest});
	if (statusCode === 404) {
		return {isFound: false, words: refusalOf(body)};
	}

	if (statusCode !== 200) {
		throw refused(refusalOf(body), statusCode, purpose);
	}

	return {isFound: true, value: parseAnswer(body, purpose), headers};
}

/** The body of an answer as JSON. Throws a `LayerscopeError` of kind `engine` where it is none, or nested deeper than anything needs. */
export function parseAnswer(body: string, purpose: string): unknown {
	if (isTooDeep(body)) {
		throw new LayerscopeError('engine', `The engine's answer is JSON that is nested more than 1,000 deep ${purpose}.`, {advice: 'Check what listens at this address.'});
	}

	try {
		return JSON.parse(body);
	} catch (error) {
		throw new LayerscopeError('engine', `The engine's answer is no JSON ${purpose}.`, {advice: 'Check what listens at this address.', cause: error});
	}
}

/** The error for a request that the engine refused. */
export function refused(words: string, status: number | undefined, purpose: string): EngineRefusalError {
	return new EngineRefusalError(`The engine refused ${purpose}: ${words || `status ${status}`}`, {status, advice: 'Look at the engine\'s log, for example with `journalctl -u docker`.'});
}

/** How long an engine may be silent in seconds, what to do where it was, and how many bytes it may send. */
type Patience = {readonly idle?: number; readonly advice?: string; readonly longest?: number | undefined};

/** Sends a request and reads the whole answer, whatever its status. Throws as `getJson` where the connection breaks or nothing comes. */
export async function exchange(connection: EngineConnection, request: EngineRequest, purpose: string, patience: Patience = {}): Promise<TextAnswer> {
	const watch = watchAnswer(purpose, request.signal ?? new AbortController().signal, patience);
	try {
		const response = await connection.send({...request, signal: watch.signal});
		return {statusCode: response.statusCode, body: await readUpTo(patience.longest ?? longestAnswer, bodyOf(response, purpose, watch.signal, watch), purpose), headers: response.headers};
	} catch (error) {
		throw asEngineError(error, purpose, watch.signal);
	} finally {
		watch.stop();
	}
}
