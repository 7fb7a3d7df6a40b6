import {defaultSocket} from './default-socket.ts';
import {EngineUnreachableError} from './engine-unreachable-error.ts';
import {parseSshAddress, type SshAddress} from './ssh-address.ts';
import type {TlsFiles} from './tls-files.ts';

export type {Environment} from './environment.ts';

/** An engine's Unix socket. */
export type SocketAddress = {readonly kind: 'socket'; readonly label: string; readonly origin: Origin; readonly path: string};

/** An engine's TCP port; without `tls` it is plain HTTP. */
export type TcpAddress = {readonly kind: 'tcp'; readonly label: string; readonly origin: Origin; readonly host: string; readonly port: number; readonly tls: TlsFiles | undefined};

/** Where an engine listens. `label` is how the user knows it: a path, `tcp://host:port`, `ssh://user@host`. */
export type EngineAddress = SocketAddress | TcpAddress | SshAddress;

/** What named an address, for sentences: `DOCKER_HOST`, `--host`, `the context prod`; `undefined` where nothing did. */
export type Origin = string | undefined;

/** What an address as in `DOCKER_HOST` comes with. `tls` is asked only where it is needed: `isWanted` where the address itself says https. */
export type AddressContext = {readonly origin: Origin; readonly tls: (isWanted: boolean) => TlsFiles | undefined};

/** Takes an address as in `DOCKER_HOST` apart: unix, tcp, http, https, ssh, or `host:port`. Throws an `EngineUnreachableError` for one that can't be used. */
export function parseAddress(text: string, context: AddressContext): EngineAddress {
	const {origin} = context;
	if (text.startsWith('unix://')) {
		return socketAddress(text.slice('unix://'.length) || defaultSocket, origin);
	}

	return text.startsWith('ssh://') ? parseSshAddress(text, origin) : tcpAddress(text, context);
}

/** The address of a Unix socket. */
export function socketAddress(path: string, origin: Origin): SocketAddress {
	return {
		kind: 'socket', label: path, origin, path,
	};
}

function tcpAddress(text: string, {origin, tls}: AddressContext): TcpAddress {
	const withScheme = text.includes('://') ? text : `tcp://${text}`;
	const scheme = /^(?:tcp|https?):\/\//.exec(withScheme)?.[0];
	const url = scheme === undefined ? undefined : parseUrl(`http://${withScheme.slice(scheme.length)}`);
	if (url === undefined) {
		throw new EngineUnreachableError(`${text} is no address of an engine (from ${origin ?? 'nowhere'}).`, {
			advice: 'An address is unix:///path/to/docker.sock, tcp://host:port or ssh://user@host.',
		});
	}

	const files = tls(scheme === 'https://');
	// The URL standard hides the port 80, which is the one it has for http.
	const port = Number(/:(\d+)\/?$/.exec(withScheme)?.[1] ?? (files === undefined ? 2375 : 2376));
	return {
		kind: 'tcp', label: `tcp://${url.hostname}:${port}`, origin, host: url.hostname.replaceAll(/[[\]]/g, ''), port, tls: files,
	};
}

function parseUrl(text: string): URL | undefined {
	return URL.canParse(text) ? new URL(text) : undefined;
}
