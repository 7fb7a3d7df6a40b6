import {messageOf} from '../errors.ts';
import type {EngineAddress} from './engine-address.ts';
import {EngineUnreachableError} from './engine-unreachable-error.ts';

/** The `code` of a system error (`ENOENT`), or an empty text. */
export function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : '';
}

type Words = {readonly message: string; readonly advice: string};

const startIt = 'Start it, for example with `sudo systemctl start docker`';

/** Why nothing could be reached at an address, in words, with what to do about it. */
export function unreachable(address: EngineAddress, cause: unknown): EngineUnreachableError {
	const {message, advice} = address.kind === 'socket'
		? socketWords(address.path, codeOf(cause), cause)
		: tcpWords(address.label, address.host, codeOf(cause), cause);
	return new EngineUnreachableError(message, {advice, cause});
}

/** The sentence for an engine that takes the connection, or keeps it waiting, and says nothing. */
export function silent(address: EngineAddress, seconds: number): EngineUnreachableError {
	return new EngineUnreachableError(`The engine at ${address.label} doesn't answer: nothing came within ${seconds} seconds.`, {
		advice: address.kind === 'socket' ? 'It may hang: look at it with `systemctl status docker`.' : 'Check the address in DOCKER_HOST, the network and the firewall.',
	});
}

function socketWords(path: string, code: string, cause: unknown): Words {
	switch (code) {
		case 'ENOENT':
		case 'ENOTDIR': {
			return {message: `There is no container engine at ${path}: the socket doesn't exist.`, advice: `${startIt}, or set DOCKER_HOST to where it listens.`};
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

		default: {
			return {message: `The engine's socket ${path} can't be used: ${messageOf(cause)}.`, advice: 'Set DOCKER_HOST to where the engine listens.'};
		}
	}
}

function tcpWords(label: string, host: string, code: string, cause: unknown): Words {
	switch (code) {
		case 'ECONNREFUSED': {
			return {message: `The connection to the engine at ${label} was refused: nothing listens there.`, advice: 'Start the engine, or check the address in DOCKER_HOST.'};
		}

		case 'ENOTFOUND':
		case 'EAI_AGAIN': {
			return {message: `The engine's host name ${host} isn't known.`, advice: 'Check the name in DOCKER_HOST.'};
		}

		default: {
			return {message: `The engine at ${label} can't be reached: ${messageOf(cause)}.`, advice: 'Check DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH.'};
		}
	}
}
