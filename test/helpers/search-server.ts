import {once} from 'node:events';
import {createServer, type IncomingHttpHeaders, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

/** A registry of the tests' own that can be searched, as Docker Hub can: `/v1/_ping` and `/v1/search`. */
export type SearchServer = {
	/** `127.0.0.1:port`. */
	readonly host: string;
	/** The searches that came. */
	readonly searches: ReadonlyArray<{readonly query: URLSearchParams; readonly headers: IncomingHttpHeaders}>;
	stop(): void;
};

const results = [
	{
		name: 'library/nginx', description: 'Official \u001B[31mbuild of nginx', star_count: 20_000, is_official: true, is_automated: false,
	},
	{
		name: 'me/nginx', description: 'mine', star_count: 3, is_official: false, is_automated: false,
	},
	{name: 'you/nginx', star_count: 0},
];

const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
	nginx(response) {
		response.end(JSON.stringify({
			query: 'nginx', num_results: results.length, num_pages: 1, page: 1, page_size: 25, results,
		}));
	},
	nothing(response) {
		response.end(JSON.stringify({query: 'nothing', num_results: 0, results: []}));
	},
	private(response) {
		response.writeHead(401).end('{}');
	},
	busy(response) {
		response.writeHead(429).end('slow down');
	},
	web(response) {
		response.end('<html>');
	},
	dropped(response) {
		response.destroy();
	},
};

/** Starts it: what is found depends on the word (`nginx`, `nothing`), and some words are bad luck (`private`, `busy`, `web`, `dropped`). */
export async function startSearchServer(): Promise<SearchServer> {
	const searches: Array<SearchServer['searches'][number]> = [];
	const server = createServer((request, response) => {
		const url = new URL(request.url!, 'http://localhost');
		response.setHeader('Content-Type', 'application/json');
		if (url.pathname === '/v1/search') {
			searches.push({query: url.searchParams, headers: request.headers});
			answers[url.searchParams.get('q') ?? '']?.(response);
		} else {
			const isThere = url.pathname === '/v1/_ping' || url.pathname === '/v2/';
			response.writeHead(isThere ? 200 : 404).end('{}');
		}
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
		searches,
		stop() {
			server.closeAllConnections();
			server.close();
		},
	};
}
