import {Buffer} from 'node:buffer';
import {readFileSync} from 'node:fs';
import {homedir} from 'node:os';
import path from 'node:path';
import {LayerscopeError} from '../errors.ts';
import {field, isObject, type JsonObject} from '../image/json.ts';
import {askCredentialHelper} from './credentials-helper.ts';
import type {Environment} from './environment.ts';

/** A login for a registry, all of it secret: a user and a password, or tokens that stand for them. */
export type Credentials = {
	readonly username?: string;
	readonly password?: string;
	/** Buys tokens of the registry. */
	readonly identityToken?: string;
	/** Is such a token itself. */
	readonly registryToken?: string;
};

/** What the docker CLI's configuration has for a registry. */
export type FoundCredentials = {
	/** As the configuration names the registry. */
	readonly server: string;
	/** `undefined`: the registry is asked anonymously. */
	readonly credentials: Credentials | undefined;
	/** Why a login could not be looked up, as a clause without a full stop and without any secret. */
	readonly problem: string | undefined;
};

const dockerHub = 'https://index.docker.io/v1/';

/**
The login for a registry (`docker.io`, `host:port`), where the docker CLI would find it: `DOCKER_AUTH_CONFIG`, then the helper that
`credHelpers` or `credsStore` of its config file name, or, without one, `auths`. As there, what can't be read means an anonymous
request, but `problem` tells. Throws only the signal's reason.
*/
export async function findCredentials(registry: string, environment: Environment, signal: AbortSignal): Promise<FoundCredentials> {
	const server = registry === 'docker.io' ? dockerHub : registry;
	try {
		const inline = entryOf(readInline(environment.DOCKER_AUTH_CONFIG), server, registry);
		return {server, credentials: inline ?? await lookUp(server, registry, environment, signal), problem: undefined};
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof LayerscopeError) {
			return {server, credentials: undefined, problem: error.message};
		}

		throw error;
	}
}

async function lookUp(server: string, registry: string, environment: Environment, signal: AbortSignal): Promise<Credentials | undefined> {
	const config = readConfig(path.join(configFolder(environment), 'config.json'));
	const helpers = field(config, 'credHelpers');
	const helper = (isObject(helpers) ? field(helpers, server) : undefined) ?? field(config, 'credsStore');
	return typeof helper === 'string' && helper !== ''
		? askCredentialHelper(helper, server, {environment, signal})
		: entryOf(config, server, registry);
}

function configFolder({DOCKER_CONFIG: folder}: Environment): string {
	return folder === undefined || folder === '' ? path.join(homedir(), '.docker') : folder;
}

function entryOf(config: JsonObject, server: string, registry: string): Credentials | undefined {
	const auths = field(config, 'auths');
	const entries = isObject(auths) ? Object.entries(auths) : [];
	// Old versions of Docker wrote whole URLs as keys.
	const entry = (entries.find(([key]) => key === server) ?? entries.find(([key]) => hostOf(key) === hostOf(server) || hostOf(key) === registry))?.[1];
	return isObject(entry) ? credentialsOf(entry) : undefined;
}

function credentialsOf(entry: JsonObject): Credentials | undefined {
	const [username, ...password] = Buffer.from(text(entry, 'auth') ?? '', 'base64').toString().split(':');
	const isPair = username !== undefined && username !== '' && password.length > 0;
	const found = {
		username: isPair ? username : text(entry, 'username'),
		password: isPair ? password.join(':').replaceAll('\0', '') : text(entry, 'password'),
		identityToken: text(entry, 'identitytoken'),
		registryToken: text(entry, 'registrytoken'),
	};
	const known = Object.entries(found).filter(([, value]) => value !== undefined);
	return known.length === 0 ? undefined : Object.fromEntries(known);
}

function text(object: JsonObject, name: string): string | undefined {
	const value = field(object, name);
	return typeof value === 'string' && value !== '' ? value : undefined;
}

function hostOf(key: string): string {
	return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function readInline(json: string | undefined): JsonObject {
	return json === undefined || json === '' ? {} : parse(json, 'DOCKER_AUTH_CONFIG');
}

function readConfig(file: string): JsonObject {
	let json: string;
	try {
		json = readFileSync(file, 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
			return {};
		}

		throw new LayerscopeError('engine', `Docker's config ${file} can't be read`, {cause: error});
	}

	return parse(json, `Docker's config ${file}`);
}

// The error of JSON.parse quotes what it read, which may be a secret: it's not kept.
function parse(json: string, what: string): JsonObject {
	let value: unknown;
	try {
		value = JSON.parse(json);
	} catch {
		value = undefined;
	}

	if (!isObject(value)) {
		throw new LayerscopeError('engine', `${what} is no JSON object`);
	}

	return value;
}
