import {messageOf} from '../errors.ts';
import type {
	EngineAddress, Origin, SocketAddress, TcpAddress,
} from './engine-address.ts';
import {EngineUnreachableError} from './engine-unreachable-error.ts';
import {channelWords} from './ssh-words.ts';

/** The `code` of a system error (`ENOENT`), or an empty text. */
export function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** A sentence of what, and one of what to do. */
export type Words = {readonly message: string; readonly advice: string};

const absent: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);
const startIt = 'Start it, for example with `sudo systemctl start docker`';

/** Why nothing could be reached at an address, in words, with what to do about it. */
export function unreachable(address: EngineAddress, cause: unknown): EngineUnreachableError {
	const {message, advice} = wordsFor(address, cause);
	return new EngineUnreachableError(message, {advice, cause, isAbsent: address.origin === undefined && absent.has(codeOf(cause))});
}

function wordsFor(address: EngineAddress, cause: unknown): Words {
	switch (address.kind) {
		case 'socket': {
			return socketWords(address, cause);
		}

		case 'tcp': {
			return tcpWords(address, cause);
		}

		case 'ssh': {
			return channelWords(address, cause);
		}
	}
}

/** The sentence for an engine that takes the connection, or keeps it waiting, and says nothing. */
export function silent(address: EngineAddress, seconds: number): EngineUnreachableError {
	return new EngineUnreachableError(`The engine at ${address.label} doesn't answer: nothing came within ${seconds} seconds.`, {
		advice: address.kind === 'socket' ? 'It may hang: look at it with `systemctl status docker`.' : checkIt(address.origin, 'the network and the firewall'),
	});
}

/** What to look at: that which named the address, and `more`. */
export function checkIt(origin: Origin, more?: string): string {
	const named = origin?.startsWith('the context ') ? `${origin} (\`docker context inspect\`)` : origin ?? 'DOCKER_HOST';
	return `Check ${named}${more === undefined ? '' : `, ${more}`}.`;
}

function nameAnother(origin: Origin): string {
	return origin === undefined || origin === 'DOCKER_HOST' ? 'set DOCKER_HOST to where it listens' : `check ${origin}`;
}

function socketWords({path, origin}: SocketAddress, cause: unknown): Words {
	switch (codeOf(cause)) {
		case 'ENOENT':
		case 'ENOTDIR': {
			return {message: `There is no container engine at ${path}: the socket doesn't exist.`, advice: `${startIt}, or ${nameAnother(origin)}.`};
		}

		case 'EACCES':
		case 'EPERM': {
			return {
				message: `Permission denied: this user may not use the engine's socket ${path}.`,
				advice: 'Use sudo, or add the user to the group docker (`sudo usermod -aG docker USER`) and log in again.',
			};
		}

		case 'ECONNREFUSED': {
			return {message: `No engine listens on ${path}: the socket is there, but the engine behind it has gone.`, advice: `${startIt}.`};
		}

		case 'ECONNRESET':
		case 'EPIPE': {
			return {
				message: `What listens on ${path} hangs up without an answer.`,
				advice: `An engine that is starting or stopping does so: try again, or ${nameAnother(origin)}.`,
			};
		}

		default: {
			return {message: `The engine's socket ${path} can't be used: ${messageOf(cause)}.`, advice: checkIt(origin)};
		}
	}
}

function tcpWords({label, host, origin, tls}: TcpAddress, cause: unknown): Words {
	switch (codeOf(cause)) {
		case 'ECONNREFUSED': {
			return {message: `The connection to the engine at ${label} was refused: nothing listens there.`, advice: `Start the engine, or check ${origin ?? 'the address'}.`};
		}

		case 'ENOTFOUND':
		case 'EAI_AGAIN': {
			return {message: `The engine's host name ${host} isn't known.`, advice: checkIt(origin)};
		}

		default: {
			return {
				message: `The engine at ${label} can't be reached: ${messageOf(cause)}.`,
				advice: checkIt(origin, tls === undefined ? 'and whether the engine wants TLS (DOCKER_TLS_VERIFY=1)' : 'and the TLS files (DOCKER_CERT_PATH, or the context\'s)'),
			};
		}
	}
}
