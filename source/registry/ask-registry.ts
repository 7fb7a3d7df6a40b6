import {LayerscopeError, messageOf} from '../errors.ts';
import {asObject, type JsonObject} from '../image/json.ts';

/** What bounds the talk with a registry about one question. */
export type Limits = {
	readonly signal: AbortSignal;
	/** Bytes of all answers that may still come. */
	bytesLeft: number;
};

/** An answer of a registry, whatever its status. */
export type RegistryAnswer = {readonly status: number; readonly headers: Headers; readonly body: string};

/** Asks a registry by GET and reads the whole answer. Throws a `LayerscopeError` where it can't be reached, is too slow, or says too much. */
export async function askRegistry(url: URL, headers: Readonly<Record<string, string>>, limits: Limits): Promise<RegistryAnswer> {
	try {
		const response = await fetch(url, {headers, signal: limits.signal});
		return {status: response.status, headers: response.headers, body: await readBody(response, url, limits)};
	} catch (error) {
		if (error instanceof LayerscopeError || limits.signal.aborted) {
			throw error;
		}

		throw new LayerscopeError('engine', `The registry at ${url.host} can't be reached: ${messageOf((error as Error).cause ?? error)}.`, {
			advice: 'Check its name and the network.', cause: error,
		});
	}
}

async function readBody({body}: Response, {host}: URL, limits: Limits): Promise<string> {
	const decoder = new TextDecoder();
	let text = '';
	for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
		limits.bytesLeft -= chunk.length;
		if (limits.bytesLeft < 0) {
			throw new LayerscopeError('engine', `The registry at ${host} answers far too much.`, {advice: 'Name the tag that you want.'});
		}

		text += decoder.decode(chunk, {stream: true});
	}

	return text + decoder.decode();
}

/** Reads an answer's JSON object with `read`. Throws a `LayerscopeError` of kind `engine` where it is none, or not as `read` wants it; `what` is its name. */
export function parseAnswer<Value>(body: string, what: string, read: (object: JsonObject) => Value): Value {
	try {
		return read(asObject(JSON.parse(body), what));
	} catch (error) {
		throw new LayerscopeError('engine', `${what} isn't as it should be: ${messageOf(error)}`, {advice: 'Check that this is a registry.', cause: error});
	}
}
