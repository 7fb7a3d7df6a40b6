import {Buffer} from 'node:buffer';
import type {IncomingMessage} from 'node:http';
import {LayerscopeError, messageOf} from '../errors.ts';

const longestAnswer = 64 * 1024 * 1024;

/** What an answer's body is for, in an error: `while nginx was saved`. */
type Purpose = string;

/**
The body of an answer as it comes. Throws the signal's reason where it was aborted, and a `LayerscopeError` of kind `engine`
where the engine breaks off.
*/
export async function * bodyOf(response: IncomingMessage, purpose: Purpose, signal?: AbortSignal): AsyncGenerator<Uint8Array, void> {
	try {
		yield * response as AsyncIterable<Uint8Array>;
	} catch (error) {
		throw asEngineError(error, purpose, signal);
	}

	// A body that was destroyed from outside just ends.
	signal?.throwIfAborted();
	if (!response.complete) {
		throw asEngineError(new Error('the answer is not complete'), purpose, signal);
	}
}

/** What was thrown while an engine was talked to, as the error that a person is shown. */
export function asEngineError(error: unknown, purpose: Purpose, signal?: AbortSignal): unknown {
	signal?.throwIfAborted();
	return error instanceof LayerscopeError
		? error
		: new LayerscopeError('engine', `The connection to the engine broke ${purpose}: ${messageOf(error)}.`, {
			advice: 'Check that the engine is still running, then try again.',
			cause: error,
		});
}

/** Reads an answer's body to its end as text. `onChunk` is told of each piece. */
export async function readText(response: IncomingMessage, purpose: Purpose, signal?: AbortSignal, onChunk?: () => void): Promise<string> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of bodyOf(response, purpose, signal)) {
		onChunk?.();
		chunks.push(chunk);
		length += chunk.length;
		if (length > longestAnswer) {
			throw new LayerscopeError('engine', `The engine's answer is far too long ${purpose}.`, {advice: 'Check what listens at this address.'});
		}
	}

	return Buffer.concat(chunks).toString();
}

/** Words of an engine as a sentence on one line, since advice may follow. */
export function asSentence(words: string): string {
	const line = words.trim().replaceAll(/\s*\n\s*/g, ' ');
	return /[.!?]$/.test(line) ? line : `${line}.`;
}

/** The engine's own words in the body of a refusal: its `message`, or the body as it is. */
export function refusalOf(body: string): string {
	try {
		const {message} = JSON.parse(body) as {message?: unknown};
		return typeof message === 'string' ? message : body.trim();
	} catch {
		return body.trim();
	}
}
