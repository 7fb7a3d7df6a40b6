import {Buffer} from 'node:buffer';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {serveOnLoopback} from '../helpers/serve-on-loopback.ts';

/** An answer to a request: what a server sends, whole. */
export type GivenAnswer = {readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: Uint8Array | string};

/** Answers a request by its path, without and with its query; `undefined` leaves it to the usual answer. */
export type Answers = (path: string, request: IncomingMessage, response: ServerResponse) => GivenAnswer | 'answered' | undefined;

/** A server of the tests' own that says whatever it is told to. */
export type LoopbackServer = {
	/** `127.0.0.1:port`. */
	readonly host: string;
	readonly stop: () => void;
};

/** Starts a server. What `answer` leaves is a 404. */
export async function startServer(answer: Answers): Promise<LoopbackServer> {
	const server = createServer((request, response) => {
		request.resume();
		const given = answer(request.url!, request, response);
		if (given !== 'answered') {
			const {status = 200, headers = {}, body = ''} = given ?? {status: 404, body: '{"message":"no such thing","errors":[{"code":"NOT_FOUND","message":"no such thing"}]}'};
			response.writeHead(status, {'Content-Length': String(Buffer.byteLength(body)), ...headers});
			response.end(request.method === 'HEAD' ? undefined : body);
		}
	});
	const {address, stop} = await serveOnLoopback(server);
	return {host: address.slice('tcp://'.length), stop};
}
