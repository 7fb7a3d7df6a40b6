import {Buffer} from 'node:buffer';
import http, {type ClientRequest} from 'node:http';
import https from 'node:https';
import type {Socket} from 'node:net';
import tls, {type ConnectionOptions} from 'node:tls';

type Through = {
	readonly proxy: URL;
	/** Connects to the proxy, a connection for each tunnel. */
	readonly proxyAgent: http.Agent;
	readonly options: https.AgentOptions;
	readonly idleSeconds: number;
	/** Requests to the proxy that it hasn't answered yet. */
	readonly pending: Set<ClientRequest>;
};

type Wanted = ConnectionOptions & {readonly host: string; readonly port: number};

/** The header with the login that a proxy's address holds. */
export function proxyHeaders({username, password}: URL): Readonly<Record<string, string>> {
	const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
	return username === '' ? {} : {'Proxy-Authorization': `Basic ${Buffer.from(login).toString('base64')}`};
}

/** An agent whose TLS connections go through a proxy, by its `CONNECT` (RFC 9110, 9.3.6). */
export function tunnelAgent({options, ...through}: Through): https.Agent {
	const connect = (wanted: Wanted, done: (error?: Error, socket?: Socket) => void) => {
		connectThrough(wanted, through).then(socket => {
			done(undefined, tls.connect({...wanted, socket}));
		}, (error: unknown) => {
			done(error as Error);
		});
	};

	return Object.assign(new https.Agent(options), {createConnection: connect});
}

async function connectThrough({host, port}: Wanted, {proxy, proxyAgent, idleSeconds, pending}: Omit<Through, 'options'>): Promise<Socket> {
	const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
	const request = (proxy.protocol === 'https:' ? https : http).request({
		method: 'CONNECT',
		host: proxy.hostname.replaceAll(/^\[|]$/g, ''),
		port: proxy.port === '' ? undefined : Number(proxy.port),
		path: target,
		headers: {Host: target, ...proxyHeaders(proxy)},
		agent: proxyAgent,
	});
	pending.add(request);
	try {
		return await new Promise((resolve, reject) => {
			request.once('connect', ({statusCode}, socket: Socket) => {
				if (statusCode === 200) {
					resolve(socket);
					return;
				}

				socket.destroy();
				reject(proxyError(proxy, `answers ${statusCode}`));
			});
			// A server that knows nothing of CONNECT answers as to any request.
			request.once('response', response => {
				response.destroy();
				reject(proxyError(proxy, `answers ${response.statusCode}`));
			});
			request.once('error', error => {
				reject(Object.assign(proxyError(proxy, error.message), 'code' in error ? {code: error.code} : {}));
			});
			request.setTimeout(idleSeconds * 1000, () => {
				request.destroy(new Error(`is silent for ${idleSeconds} seconds`));
			});
			request.end();
		});
	} finally {
		pending.delete(request);
	}
}

function proxyError({host}: URL, what: string): Error {
	return new Error(`the proxy at ${host}: ${what}`);
}
