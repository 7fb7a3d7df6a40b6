import {existsSync} from 'node:fs';
import type {EngineConnection} from './connection.ts';
import type {EngineAddress, SocketAddress, TcpAddress} from './engine-address.ts';
import type {EngineChoice} from './engine-choice.ts';
import type {Environment} from './environment.ts';
import {EngineUnreachableError} from './engine-unreachable-error.ts';
import {negotiate} from './negotiate.ts';
import {reach} from './reach.ts';
import {createRemoteShell, type RemoteShell, type ShellLogin} from './remote-shell.ts';
import type {SshAddress} from './ssh-address.ts';
import {SshExit} from './ssh-exit.ts';
import {loginAt} from './ssh-login.ts';
import {agentFor, createSend, type Send} from './transport.ts';
import {unreachable} from './unreachable.ts';

/** Connects to the engine at an address and agrees with it on an API version. Throws an `EngineUnreachableError`. */
export async function openConnection(address: EngineAddress, choice: EngineChoice, environment: Environment): Promise<EngineConnection> {
	return address.kind === 'ssh' ? openOverSsh(address, choice, environment) : openDirectly(address);
}

async function openDirectly(address: SocketAddress | TcpAddress): Promise<EngineConnection> {
	await reach(address);
	const agent = agentFor(address);
	const close = () => {
		agent.destroy();
	};

	const send = createSend(address, agent);
	try {
		return connectionOf(address, {send, version: await negotiate(address, send), close});
	} catch (error) {
		close();
		throw asUnreachable(address, error);
	}
}

// The login and its channels serve other connections too, so that only this one's requests end with it.
async function openOverSsh(address: SshAddress, choice: EngineChoice, environment: Environment): Promise<EngineConnection> {
	const closing = new AbortController();
	let way = await findWay(address, choice, environment);
	const find = async () => {
		closing.signal.throwIfAborted();
		if (way.isLost()) {
			way = await findWay(address, choice, environment);
		}

		return way;
	};

	return connectionOf(address, {
		version: way.version,
		shell: createRemoteShell({
			address, maySudo: choice.remoteSudo ?? false, environment, closing: closing.signal,
			async find() {
				const {login} = await find();
				return login;
			},
		}),
		async send(request) {
			const {send} = await find();
			const signals = request.signal === undefined ? [closing.signal] : [closing.signal, request.signal];
			return send({...request, signal: AbortSignal.any(signals)});
		},
		close() {
			closing.abort();
		},
	});
}

type Way = {readonly login: ShellLogin; readonly send: Send; readonly version: number; readonly isLost: () => boolean};

/** Logs in where that is needed, and finds out which program over there speaks for an engine. */
async function findWay(address: SshAddress, choice: EngineChoice, environment: Environment): Promise<Way> {
	const login = await loginAt(address, choice, environment);
	const send = createSend(address, login.agent);
	for (;;) {
		const tried = login.attempt();
		try {
			// A login that ends takes its socket away.
			return {
				login, send, version: await negotiate(address, send), isLost: () => !existsSync(login.socket),
			};
		} catch (error) {
			if (!(error instanceof SshExit && error.exitCode === 127 && login.tryNext(tried))) {
				throw asUnreachable(address, error);
			}
		}
	}
}

type Opened = {readonly send: Send; readonly version: number; readonly shell?: RemoteShell; readonly close: () => void};

function connectionOf({label, kind}: EngineAddress, {send, version, shell, close}: Opened): EngineConnection {
	return {
		location: label, isLocal: kind === 'socket', shell, version, send: async request => send({...request, path: `/v1.${version}${request.path}`}), close,
	};
}

function asUnreachable(address: EngineAddress, error: unknown): EngineUnreachableError {
	return error instanceof EngineUnreachableError ? error : unreachable(address, error);
}
