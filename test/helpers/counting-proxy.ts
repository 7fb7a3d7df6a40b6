import {createServer, request as ask} from 'node:http';
import {serveOnLoopback} from './serve-on-loopback.ts';

/** A port of loopback behind which an engine's socket is, and what was asked of it. */
export type CountingProxy = {
	/** For `DOCKER_HOST`. */
	readonly address: string;
	/** `METHOD /path` of each request, without the version and the query; emptied by whoever counts anew. */
	readonly requests: string[];
	stop(): void;
};

/** Passes requests on to an engine's socket, and notes them. */
export async function startCountingProxy(socketPath: string): Promise<CountingProxy> {
	const requests: string[] = [];
	const server = createServer((request, response) => {
		requests.push(`${request.method} ${request.url!.replace(/^\/v1\.\d+/, '').replace(/\?.*$/, '')}`);
		const passed = ask({
			socketPath, method: request.method, path: request.url, headers: request.headers,
		}, answer => {
			response.writeHead(answer.statusCode!, answer.headers);
			answer.pipe(response);
		});
		passed.on('error', () => {
			response.destroy();
		});
		response.on('close', () => {
			passed.destroy();
		});
		request.pipe(passed);
	});
	return {requests, ...await serveOnLoopback(server)};
}
