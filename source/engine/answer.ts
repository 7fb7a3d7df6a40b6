import {Buffer} from 'node:buffer';
import type {IncomingMessage} from 'node:http';
import {LayerscopeError, messageOf} from '../errors.ts';
import type {IdleWatch} from './idle.ts';

/** The most bytes of an answer that isn't a stream. */
export const longestAnswer = 64 * 1024 * 1024;

/** What an engine says of one image is never longer, in bytes: its config has 4 MiB at most, and JSON may be written wider. */
export const longestAboutImage = 16 * 1024 * 1024;

/** What an answer's body is for, in an error: `while nginx was saved`. */
type Purpose = string;

/**
The body of an answer as it comes. Throws the signal's reason where it was aborted, and a `LayerscopeError` of kind `engine`
where the engine breaks off. A watch, whose signal must be the request's, ends it where nothing comes; none belongs to answers that are
legitimately silent, such as a save, which an engine packs before its first byte.
*/
export async function * bodyOf(response: IncomingMessage, purpose: Purpose, signal?: AbortSignal, watch?: IdleWatch): AsyncGenerator<Uint8Array, void> {
	try {
		for await (const chunk of response as AsyncIterable<Uint8Array>) {
			watch?.pause();
			yield chunk;
			watch?.touch();
		}
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

/** Reads an answer's body to its end as text. */
export async function readText(response: IncomingMessage, purpose: Purpose, signal?: AbortSignal, watch?: IdleWatch): Promise<string> {
	return readUpTo(longestAnswer, bodyOf(response, purpose, signal, watch), purpose);
}

/** Reads a body to its end as text. Throws a `LayerscopeError` where it has more bytes than the longest that makes sense. */
export async function readUpTo(longest: number, body: AsyncIterable<Uint8Array>, purpose: Purpose): Promise<string> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of body) {
		chunks.push(chunk);
		length += chunk.length;
		if (length > longest) {
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
