import {Agent as HttpAgent, type IncomingMessage} from 'node:http';
import {Agent as HttpsAgent} from 'node:https';
import process from 'node:process';
import {Readable} from 'node:stream';
import Docker from 'dockerode';
import {apiVersionOf, newestVersion, oldestVersion} from './api-version.ts';
import {engineAddress, type EngineAddress, type Environment} from './engine-address.ts';
import {EngineUnreachableError} from './engine-unreachable-error.ts';
import {reach} from './reach.ts';
import {silent, unreachable} from './unreachable.ts';

/** A request to an engine: `path` has its parts URL-encoded, `query` has not. */
export type EngineRequest = {
	readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
	readonly path: string;
	/** A list is sent as a parameter that comes several times. */
	readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
	readonly headers?: Readonly<Record<string, string>>;
	/** Sent as it comes, as `application/tar` where the headers don't say otherwise. Destroyed when the answer ends before it. */
	readonly body?: Readable | AsyncIterable<Uint8Array>;
	readonly signal?: AbortSignal;
};

/** A connection to an engine that has answered. */
export type EngineConnection = {
	/** The engine's address as the user knows it. */
	readonly location: string;
	/** The minor number of the API version that both sides know: 41 for 1.41. */
	readonly version: number;
	/** Sends a request; gives the answer whatever its status is, its body still to be read. */
	send(request: EngineRequest): Promise<IncomingMessage>;
	close(): void;
};

type Send = EngineConnection['send'];

const answerSeconds = 4;

// The modem turns other answers into errors that have lost the engine's own words.
const anyStatus = Object.fromEntries(Array.from({length: 500}, (_, index) => [index + 100, true]));

/**
Connects to the engine that the environment names and agrees with it on an API version.
Throws an `EngineUnreachableError` with what to do about it, after a few seconds at most.
*/
export async function connect(environment: Environment = process.env): Promise<EngineConnection> {
	const address = engineAddress(environment);
	await reach(address);
	const agent = agentOf(address);
	try {
		const send = sender(address, agent);
		const version = await negotiate(address, send);
		return {
			location: address.label,
			version,
			send: async request => send({...request, path: `/v1.${version}${request.path}`}),
			close() {
				agent.destroy();
			},
		};
	} catch (error) {
		agent.destroy();
		throw error instanceof EngineUnreachableError ? error : unreachable(address, error);
	}
}

function agentOf(address: EngineAddress): HttpAgent {
	return address.kind === 'tcp' && address.tls !== undefined
		? new HttpsAgent({keepAlive: true, ...address.tls})
		: new HttpAgent({keepAlive: true});
}

// Every option is named, since the modem fills those that are missing from the environment by rules of its own.
function modemOf(address: EngineAddress, agent: HttpAgent): Docker {
	const common = {
		agent, timeout: undefined, ca: undefined, cert: undefined, key: undefined,
	};
	return address.kind === 'socket'
		? new Docker({
			...common, socketPath: address.path, host: '', protocol: 'http',
		})
		: new Docker({
			...common, host: address.host, port: address.port, protocol: address.tls === undefined ? 'http' : 'https',
		});
}

function sender(address: EngineAddress, agent: HttpAgent): Send {
	const {modem} = modemOf(address, agent) as unknown as {modem: Modem};
	return async ({
		method = 'GET', path, query = {}, headers, body, signal,
	}) => new Promise((resolve, reject) => {
		const wanted = Object.entries(query).filter(([, value]) => value !== undefined);
		const upload = body === undefined ? undefined : uploadOf(body);
		modem.dial({
			path: wanted.length === 0 ? path : `${path}?`,
			method,
			headers: {...headers},
			file: upload?.stream,
			options: wanted.length === 0 ? undefined : {_query: Object.fromEntries(wanted), _body: {}},
			isStream: true,
			statusCodes: anyStatus,
			abortSignal: signal,
		}, (error, response) => {
			if (error) {
				upload?.end();
				reject(error);
			} else {
				upload?.follow(response);
				resolve(response);
			}
		});
	});
}

type Upload = {
	readonly stream: Readable;
	end(): void;
	/** Ends with the answer, and breaks the answer where it fails itself. */
	follow(response: IncomingMessage): void;
};

function uploadOf(body: NonNullable<EngineRequest['body']>): Upload {
	const stream = body instanceof Readable ? body : Readable.from(body, {objectMode: false});
	return {
		stream,
		end() {
			stream.destroy();
		},
		follow(response) {
			stream.once('error', error => {
				response.destroy(error);
			});
			response.once('close', () => {
				stream.destroy();
			});
		},
	};
}

type Modem = {dial(options: Record<string, unknown>, callback: (error: Error | undefined, response: IncomingMessage) => void): void};

async function negotiate(address: EngineAddress, send: Send): Promise<number> {
	const limit = AbortSignal.timeout(answerSeconds * 1000);
	try {
		for (const method of ['HEAD', 'GET'] as const) {
			const response = await send({method, path: '/_ping', signal: limit});
			response.resume();
			const version = apiVersionOf(response.headers['api-version']);
			if (version !== undefined) {
				return agreed(address, version);
			}
		}
	} catch (error) {
		throw limit.aborted ? silent(address, answerSeconds) : error;
	}

	throw new EngineUnreachableError(`What answers at ${address.label} is no container engine.`, {
		advice: address.kind === 'tcp' && address.tls === undefined ? 'Check DOCKER_HOST; if the engine wants TLS, set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH.' : 'Check DOCKER_HOST.',
	});
}

function agreed(address: EngineAddress, theirs: number): number {
	if (theirs < oldestVersion) {
		throw new EngineUnreachableError(`The engine at ${address.label} is too old: it speaks version 1.${theirs} of the API, layerscope needs 1.${oldestVersion}.`, {
			advice: 'Update the engine, or save the image there and open the archive.',
		});
	}

	return Math.min(theirs, newestVersion);
}
