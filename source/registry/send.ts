import http, {type IncomingMessage} from 'node:http';
import https from 'node:https';
import type {Answer} from './answer.ts';
import {ConnectionError, silent} from './connection-error.ts';

/** One request to one server. */
export type Wire = {
	readonly method: 'GET' | 'HEAD' | 'POST';
	readonly url: URL;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string | undefined;
};

/** The way that a request takes. */
export type Way = {
	readonly agent: http.Agent;
	/** Who is connected to: the server itself, or a proxy. */
	readonly server: URL;
	/** Whether that one is a proxy that is told the whole address. */
	readonly isWholeAddress: boolean;
	/** For the proxy. */
	readonly headers: Readonly<Record<string, string>>;
};

const smallBody = 64 * 1024;

/** Sends a request, follows no redirect, and gives the answer when its head is there. Throws a `ConnectionError`, or the signal's reason. */
export async function send(wire: Wire, way: Way, {idleSeconds, signal}: {readonly idleSeconds: number; readonly signal: AbortSignal}): Promise<Answer> {
	signal.throwIfAborted();
	try {
		const response = await responseOf(wire, way, idleSeconds, signal);
		return {
			url: wire.url,
			status: response.statusCode ?? 0,
			headers: response.headers,
			body: chunksOf(response, wire.url, idleSeconds, signal),
			drop() {
				// A connection that is read to its end can be used again.
				if (wire.method === 'HEAD' || Number(response.headers['content-length']) <= smallBody) {
					response.resume();
				} else {
					response.destroy();
				}
			},
		};
	} catch (error) {
		signal.throwIfAborted();
		throw new ConnectionError(wire.url.host, error);
	}
}

async function responseOf({method, url, headers, body}: Wire, way: Way, idleSeconds: number, signal: AbortSignal): Promise<IncomingMessage> {
	const {server} = way;
	const request = (server.protocol === 'https:' ? https : http).request({
		method,
		signal,
		agent: way.agent,
		// Brackets belong to the address, not to the host.
		host: server.hostname.replaceAll(/^\[|]$/g, ''),
		port: server.port === '' ? undefined : Number(server.port),
		path: way.isWholeAddress ? `${url.origin}${url.pathname}${url.search}` : `${url.pathname}${url.search}`,
		// A registry's digests are of what it keeps, not of what was packed for the way.
		headers: {
			Host: url.host, 'Accept-Encoding': 'identity', 'User-Agent': 'layerscope', ...way.headers, ...headers,
		},
	});
	const timer = setTimeout(() => {
		request.destroy(silence(idleSeconds));
	}, idleSeconds * 1000);
	try {
		return await new Promise((resolve, reject) => {
			request.once('response', resolve);
			// It breaks again when the body does, which is told there.
			request.on('error', reject);
			request.end(body);
		});
	} finally {
		clearTimeout(timer);
	}
}

// Time counts only while something is waited for: whoever reads may be slower than the registry.
async function * chunksOf(response: IncomingMessage, {host}: URL, idleSeconds: number, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
	const iterator = response[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
	try {
		for (;;) {
			const timer = setTimeout(() => {
				response.destroy(silence(idleSeconds));
			}, idleSeconds * 1000);
			const {done, value} = await iterator.next().finally(() => {
				clearTimeout(timer);
			});
			if (done) {
				return;
			}

			yield value;
		}
	} catch (error) {
		signal.throwIfAborted();
		throw new ConnectionError(host, error);
	} finally {
		response.destroy();
	}
}

function silence(seconds: number): Error {
	return Object.assign(new Error(`nothing has come for ${seconds} seconds`), {code: silent});
}
