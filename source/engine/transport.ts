import {Agent as HttpAgent, type IncomingMessage} from 'node:http';
import {Agent as HttpsAgent} from 'node:https';
import Docker from 'dockerode';
import type {EngineConnection} from './connection.ts';
import type {EngineAddress, SocketAddress, TcpAddress} from './engine-address.ts';
import {uploadOf} from './upload.ts';

/** Sends requests whose path is as it stands, without a version. */
export type Send = EngineConnection['send'];

// The modem turns other answers into errors that have lost the engine's own words.
const anyStatus = Object.fromEntries(Array.from({length: 500}, (_, index) => [index + 100, true]));

type Modem = {dial(options: Record<string, unknown>, callback: (error: Error | undefined, response: IncomingMessage) => void): void};

/** The agent whose connections lead to an address. */
export function agentFor(address: SocketAddress | TcpAddress): HttpAgent {
	if (address.kind === 'socket' || address.tls === undefined) {
		return new HttpAgent({keepAlive: true});
	}

	const {ca, cert, key, isUnverified} = address.tls;
	return new HttpsAgent({
		keepAlive: true, ca, cert, key, rejectUnauthorized: !isUnverified,
	});
}

// Every option is named, since the modem fills those that are missing from the environment by rules of its own.
function modemOf(address: EngineAddress, agent: HttpAgent): Modem {
	const common = {
		agent, timeout: undefined, ca: undefined, cert: undefined, key: undefined,
	};
	const place = {
		socket: () => ({socketPath: (address as SocketAddress).path, host: '', protocol: 'http' as const}),
		tcp: () => ({host: (address as TcpAddress).host, port: (address as TcpAddress).port, protocol: (address as TcpAddress).tls === undefined ? 'http' as const : 'https' as const}),
		// The agent alone knows the way.
		ssh: () => ({host: 'engine', port: 80, protocol: 'http' as const}),
	}[address.kind]();
	return (new Docker({...common, ...place}) as unknown as {modem: Modem}).modem;
}

/** Sends requests to an address over an agent's connections. */
export function createSend(address: EngineAddress, agent: HttpAgent): Send {
	const modem = modemOf(address, agent);
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
				keepReason(response);
				resolve(response);
			}
		});
	});
}

// What broke a connection is told to its request only: whoever reads the answer would get a mere 'aborted'.
function keepReason(response: IncomingMessage): void {
	const {socket} = response;
	const breakOff = (error: Error) => {
		response.destroy(error);
	};

	socket.once('error', breakOff);
	response.once('close', () => {
		socket.off('error', breakOff);
	});
}
