import {LayerscopeError} from '../errors.ts';
import {asEngineError, readText, refusalOf} from './answer.ts';
import type {EngineConnection, EngineRequest} from './connection.ts';

/** An engine's answer as parsed JSON; `status` other than 200 comes with the engine's words. */
export type JsonAnswer =
	| {readonly isFound: true; readonly value: unknown}
	| {readonly isFound: false; readonly words: string};

/**
Asks an engine for JSON. `purpose` ends the sentence of an error (`while nginx was inspected`). A 404 is an answer;
any other refusal throws a `LayerscopeError` of kind `engine` with the engine's words.
*/
export async function getJson(connection: EngineConnection, request: EngineRequest, purpose: string): Promise<JsonAnswer> {
	const {statusCode, body} = await exchange(connection, request, purpose);
	if (statusCode === 404) {
		return {isFound: false, words: refusalOf(body)};
	}

	if (statusCode !== 200) {
		throw refused(refusalOf(body), statusCode, purpose);
	}

	try {
		return {isFound: true, value: JSON.parse(body)};
	} catch (error) {
		throw new LayerscopeError('engine', `The engine's answer is no JSON ${purpose}.`, {advice: 'Check what listens at this address.', cause: error});
	}
}

/** The error for a request that the engine refused. */
export function refused(words: string, status: number | undefined, purpose: string): LayerscopeError {
	return new LayerscopeError('engine', `The engine refused ${purpose}: ${words || `status ${status}`}`, {advice: 'Look at the engine\'s log, for example with `journalctl -u docker`.'});
}

async function exchange(connection: EngineConnection, request: EngineRequest, purpose: string): Promise<{statusCode: number | undefined; body: string}> {
	try {
		const response = await connection.send(request);
		return {statusCode: response.statusCode, body: await readText(response, purpose, request.signal)};
	} catch (error) {
		throw asEngineError(error, purpose, request.signal);
	}
}
