import type {Origin} from './engine-address.ts';
import {EngineUnreachableError} from './engine-unreachable-error.ts';

/** An engine behind ssh: `host` may be an alias of the user's ssh config, which decides what the address leaves out. */
export type SshAddress = {
	readonly kind: 'ssh';
	readonly label: string;
	readonly origin: Origin;
	readonly user: string | undefined;
	readonly host: string;
	readonly port: number | undefined;
	/** The engine's socket over there; the one that the docker CLI over there takes where the address names none. */
	readonly path: string | undefined;
};

// A user's ssh config may hand them to a shell, and ssh itself takes what begins with a dash for an option.
const safeUser = /^[\p{L}\p{N}_][\p{L}\p{N}_.@+\\-]*\$?$/u;
const safeHost = /^(?:[\p{L}\p{N}_][\p{L}\p{N}_.+-]*|[\da-f:]+[\da-f:.]*(?:%[\w.-]+)?)$/iu;

/** Takes `ssh://[user@]host[:port][/path/to.sock]` apart. Throws an `EngineUnreachableError` for anything else, and for names that could be taken for options or commands. */
export function parseSshAddress(text: string, origin: Origin): SshAddress {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url?.hostname === undefined || url.hostname === '') {
		throw wrong(text, origin, 'it has no host');
	}

	if (url.password !== '') {
		throw wrong('ssh://…', origin, 'a password doesn\'t belong into it');
	}

	if (url.search !== '' || url.hash !== '') {
		throw wrong(text, origin, 'it has a ? or a #');
	}

	const user = url.username === '' ? undefined : decoded(url.username);
	const host = decoded(url.hostname.replaceAll(/^\[|]$/g, ''));
	const path = decoded(url.pathname);
	if ((user !== undefined && !safeUser.test(user)) || !safeHost.test(host)) {
		throw wrong(text, origin, 'its user or host has characters that are refused');
	}

	if (/\p{Cc}/u.test(path)) {
		throw wrong(text, origin, 'its path has control characters');
	}

	return {
		kind: 'ssh',
		label: text,
		origin,
		user,
		host,
		port: url.port === '' ? undefined : Number(url.port),
		path: /^\/*$/.test(path) ? undefined : path,
	};
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function wrong(text: string, origin: Origin, why: string): EngineUnreachableError {
	return new EngineUnreachableError(`${text} is no address of an engine behind ssh (from ${origin ?? 'nowhere'}): ${why}.`, {
		advice: 'Such as: ssh://user@host, ssh://host:2222 or ssh://host/run/user/1000/docker.sock.',
	});
}
