import {Buffer} from 'node:buffer';
import {readFileSync} from 'node:fs';
import {homedir} from 'node:os';
import path from 'node:path';
import {field, isObject, type JsonObject} from '../image/json.ts';
import {parseReference} from '../image/reference.ts';
import type {Environment} from './engine-address.ts';

const dockerHub = 'https://index.docker.io/v1/';

/**
The `X-Registry-Auth` header for a pull: what `docker login` left in the `auths` of Docker's config file.
`undefined` where there is nothing for the registry, or a credential helper keeps it.
*/
export function registryAuth(reference: string, environment: Environment): string | undefined {
	const file = path.join(environment.DOCKER_CONFIG ?? path.join(homedir(), '.docker'), 'config.json');
	const {registry} = parseReference(reference);
	const server = registry === 'docker.io' ? dockerHub : registry;
	const auths = field(readConfig(file), 'auths');
	const entry = isObject(auths) ? Object.entries(auths).find(([key]) => key === server || hostOf(key) === registry)?.[1] : undefined;
	return isObject(entry) ? encode(entry, server) : undefined;
}

function encode(entry: JsonObject, serveraddress: string): string | undefined {
	const identitytoken = field(entry, 'identitytoken');
	if (typeof identitytoken === 'string' && identitytoken !== '') {
		return base64url({identitytoken, serveraddress});
	}

	const auth = field(entry, 'auth');
	const [username, ...password] = typeof auth === 'string' ? Buffer.from(auth, 'base64').toString().split(':') : [];
	return username === undefined || password.length === 0 ? undefined : base64url({username, password: password.join(':'), serveraddress});
}

function base64url(value: Record<string, unknown>): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}

// Old versions of Docker wrote whole URLs as keys.
function hostOf(key: string): string {
	return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

// Without a config, or with one that is broken, the pull is anonymous, as the docker CLI does it.
function readConfig(file: string): JsonObject {
	try {
		const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
		return isObject(value) ? value : {};
	} catch {
		return {};
	}
}
