import {contextAddress} from './context-store.ts';
import {defaultSocket} from './default-socket.ts';
import {currentContext} from './docker-config.ts';
import {parseAddress, socketAddress, type EngineAddress} from './engine-address.ts';
import type {EngineChoice} from './engine-choice.ts';
import {variable, type Environment} from './environment.ts';
import {environmentTls} from './tls-files.ts';

/**
The engine that is named, in the docker CLI's order: `--context`, `--host`, `DOCKER_HOST`, `DOCKER_CONTEXT`, the current context of its config.
`undefined` where nothing names one. Throws an `EngineUnreachableError` for a context that doesn't exist and an address that can't be used.
*/
export function namedEngine({context, host}: EngineChoice, environment: Environment): EngineAddress | undefined {
	if (context === undefined && host !== undefined) {
		return hostAddress(host, '--host', environment);
	}

	if (context === undefined && environment.DOCKER_HOST) {
		return hostAddress(environment.DOCKER_HOST, 'DOCKER_HOST', environment);
	}

	const name = context ?? (variable(environment, 'DOCKER_CONTEXT') ?? currentContext(environment));
	return name === undefined ? undefined : namedContext(name, environment);
}

/** An address as in `DOCKER_HOST`, with the TLS files of the environment. */
export function hostAddress(text: string, origin: string, environment: Environment): EngineAddress {
	return parseAddress(text, {origin, tls: isWanted => environmentTls(environment, isWanted)});
}

// The docker CLI's own context `default` has no file: it is what the environment says.
function namedContext(name: string, environment: Environment): EngineAddress {
	if (name !== 'default') {
		return contextAddress(name, environment);
	}

	return environment.DOCKER_HOST
		? hostAddress(environment.DOCKER_HOST, 'DOCKER_HOST', environment)
		: socketAddress(defaultSocket, 'the context default');
}
