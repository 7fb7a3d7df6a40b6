import {readFileSync} from 'node:fs';
import {homedir} from 'node:os';
import path from 'node:path';
import {messageOf} from '../errors.ts';
import {EngineUnreachableError} from './engine-unreachable-error.ts';

/** The files of a TLS connection, as PEM text. */
export type TlsFiles = {readonly ca: string; readonly cert: string; readonly key: string};

/** Where an engine listens. `label` is how the user knows it: a path, or `tcp://host:port`. */
export type EngineAddress =
	| {readonly kind: 'socket'; readonly label: string; readonly path: string; readonly isDefault: boolean}
	| {readonly kind: 'tcp'; readonly label: string; readonly host: string; readonly port: number; readonly tls: TlsFiles | undefined};

export type Environment = Readonly<Record<string, string | undefined>>;

const defaultSocket = '/var/run/docker.sock';
const advice = 'Set DOCKER_HOST to unix:///path/to/docker.sock or tcp://host:port.';

/**
The engine that the environment names: `DOCKER_HOST` (unix or tcp; with TLS where `DOCKER_TLS_VERIFY` is set, its files in
`DOCKER_CERT_PATH`), else the default socket. Throws an `EngineUnreachableError` for an address that can't be used.
*/
export function engineAddress(environment: Environment): EngineAddress {
	const host = environment.DOCKER_HOST ?? '';
	if (host === '') {
		return {
			kind: 'socket', label: defaultSocket, path: defaultSocket, isDefault: true,
		};
	}

	if (host.startsWith('unix://')) {
		const file = host.slice('unix://'.length) || defaultSocket;
		return {
			kind: 'socket', label: file, path: file, isDefault: false,
		};
	}

	if (host.startsWith('ssh://')) {
		throw new EngineUnreachableError(`An engine behind ssh can't be reached yet: DOCKER_HOST is ${host}.`, {
			advice: 'Forward its socket with `ssh -NL /tmp/docker.sock:/var/run/docker.sock HOST`, then set DOCKER_HOST=unix:///tmp/docker.sock.',
		});
	}

	return tcpAddress(host, environment);
}

function tcpAddress(text: string, environment: Environment): EngineAddress {
	const withScheme = text.includes('://') ? text : `tcp://${text}`;
	const scheme = /^(?:tcp|https?):\/\//.exec(withScheme)?.[0];
	const url = scheme === undefined ? undefined : parseUrl(`http://${withScheme.slice(scheme.length)}`);
	if (url === undefined) {
		throw new EngineUnreachableError(`DOCKER_HOST is no address of an engine: ${text}.`, {advice});
	}

	const wantsTls = scheme === 'https://' || (environment.DOCKER_TLS_VERIFY ?? '') !== '';
	// The URL standard hides the port 80, which is the one it has for http.
	const port = Number(/:(\d+)\/?$/.exec(withScheme)?.[1] ?? (wantsTls ? 2376 : 2375));
	return {
		kind: 'tcp',
		label: `tcp://${url.hostname}:${port}`,
		host: url.hostname.replaceAll(/[[\]]/g, ''),
		port,
		tls: wantsTls ? tlsFiles(environment) : undefined,
	};
}

function parseUrl(text: string): URL | undefined {
	return URL.canParse(text) ? new URL(text) : undefined;
}

function tlsFiles(environment: Environment): TlsFiles {
	const folder = environment.DOCKER_CERT_PATH ?? environment.DOCKER_CONFIG ?? path.join(homedir(), '.docker');
	const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
	try {
		return {ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem')};
	} catch (error) {
		throw new EngineUnreachableError(`The TLS files of the engine can't be read: ${messageOf(error)}.`, {
			advice: 'Put ca.pem, cert.pem and key.pem into the folder that DOCKER_CERT_PATH names, or unset DOCKER_TLS_VERIFY.',
			cause: error,
		});
	}
}
