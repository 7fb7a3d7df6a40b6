import {createServer, type ServerResponse} from 'node:http';
import {serveOnLoopback} from './serve-on-loopback.ts';

/** Answers a request of the Engine API, its path without the version. */
export type FakeAnswer = (response: ServerResponse, url: string) => void;

/** An engine that only gives what a test tells it to, on a free port of loopback. */
export type FakeEngine = {
	/** For `DOCKER_HOST`. */
	readonly address: string;
	/** `METHOD /path?query` of each request, without the version. */
	readonly requests: readonly string[];
	stop(): void;
};

/** Starts a fake engine: answers by the path that a request ends in or starts with; anything else is a 404. */
export async function startFakeEngine(answers: Readonly<Record<string, FakeAnswer>>, version = '1.41', pingHeaders: Readonly<Record<string, string>> = {}): Promise<FakeEngine> {
	const requests: string[] = [];
	const server = createServer((request, response) => {
		const url = request.url!.replace(/^\/v1\.\d+/, '');
		if (url === '/_ping') {
			response.writeHead(200, {'Api-Version': version, ...pingHeaders}).end();
			return;
		}

		requests.push(`${request.method} ${url}`);
		const [pathname] = url.split('?') as [string];
		const answer = Object.entries(answers).find(([path]) => pathname.endsWith(path))?.[1];
		if (answer === undefined) {
			response.writeHead(404).end('{"message":"no such image"}');
		} else {
			answer(response, url);
		}
	});
	return {requests, ...await serveOnLoopback(server)};
}

/** Answers with JSON. */
export function json(value: unknown, status = 200): FakeAnswer {
	return response => {
		response.writeHead(status, {'Content-Type': 'application/json'}).end(JSON.stringify(value));
	};
}
