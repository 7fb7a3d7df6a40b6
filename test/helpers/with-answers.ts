import {once} from 'node:events';
import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';

/** Runs something in an environment where `DOCKER_HOST` is a server that answers so. */
export async function withAnswers<Result>(answer: RequestListener, run: (environment: Record<string, string>) => Promise<Result>): Promise<Result> {
	const server = createServer(answer);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	try {
		return await run({DOCKER_HOST: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`});
	} finally {
		server.closeAllConnections();
		server.close();
	}
}
