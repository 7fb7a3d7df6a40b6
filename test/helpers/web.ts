import {once} from 'node:events';
import http, {type IncomingHttpHeaders, type Server, type ServerResponse} from 'node:http';
import https from 'node:https';
import {connect, type AddressInfo, type Socket} from 'node:net';
import {text} from 'node:stream/consumers';
import type {Certificate} from './certificate.ts';

/** What a server of the web was asked. */
export type Asked = {
	readonly method: string;
	/** With scheme, host and query. */
	readonly url: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
};

/** Some servers of the web on loopback, over https and http, and a proxy that leads to them under every name. */
export type Web = {
	/** For `HTTPS_PROXY` and `HTTP_PROXY`. */
	readonly proxy: string;
	/** `127.0.0.1:port` of the server itself. */
	readonly httpsHost: string;
	readonly httpHost: string;
	readonly asked: readonly Asked[];
	/** What the proxy was asked: `CONNECT host:port`, `GET http://…`, with its login. */
	readonly proxied: ReadonlyArray<{readonly line: string; readonly login: string | undefined}>;
	/** Who answers from now on; the list of what was asked begins anew. */
	answer(handler: Answerer): void;
	stop(): void;
};

/** Answers what was asked. */
export type Answerer = (asked: Asked, response: ServerResponse) => unknown;

/** Starts the servers with a certificate that all names share. */
export async function startWeb({cert, key}: Certificate): Promise<Web> {
	const asked: Asked[] = [];
	const proxied: Array<{line: string; login: string | undefined}> = [];
	let handler: Answerer = (_asked, response) => {
		response.writeHead(404).end();
	};

	const answering = (scheme: string) => async (request: http.IncomingMessage, response: ServerResponse) => {
		const {method = '', headers} = request;
		const one = {
			method, url: `${scheme}://${headers.host}${request.url}`, headers, body: await text(request),
		};
		asked.push(one);
		handler(one, response);
	};

	const secure = https.createServer({cert, key}, (request, response) => {
		void answering('https')(request, response);
	});
	const plain = http.createServer((request, response) => {
		void answering('http')(request, response);
	});
	const proxy = http.createServer((request, response) => {
		const url = new URL(request.url!);
		proxied.push({line: `${request.method} ${request.url}`, login: request.headers['proxy-authorization']});
		const {'proxy-authorization': _own, ...headers} = request.headers;
		const onward = http.request({
			host: '127.0.0.1', port: portOf(plain), method: request.method, path: `${url.pathname}${url.search}`, headers,
		}, answer => {
			response.writeHead(answer.statusCode!, answer.headers);
			answer.pipe(response);
		});
		request.pipe(onward);
	});
	proxy.on('connect', (request: http.IncomingMessage, client: Socket) => {
		proxied.push({line: `CONNECT ${request.url}`, login: request.headers['proxy-authorization']});
		const onward = connect(portOf(secure), '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection established\r\n\r\n');
			onward.pipe(client).pipe(onward);
		});
		onward.on('error', () => {
			client.destroy();
		});
		client.on('error', () => {
			onward.destroy();
		});
	});
	const servers = [secure, plain, proxy];
	await Promise.all(servers.map(async server => {
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
	}));
	return {
		proxy: `http://127.0.0.1:${portOf(proxy)}`,
		httpsHost: `127.0.0.1:${portOf(secure)}`,
		httpHost: `127.0.0.1:${portOf(plain)}`,
		asked,
		proxied,
		answer(next) {
			handler = next;
			asked.length = 0;
			proxied.length = 0;
		},
		stop() {
			for (const server of servers) {
				server.closeAllConnections();
				server.close();
			}
		},
	};
}

function portOf(server: Server): number {
	return (server.address() as AddressInfo).port;
}
