import {Buffer} from 'node:buffer';
import {field, isObject, type JsonObject} from '../image/json.ts';
import type {Credentials} from './credentials.ts';

/** A repository whose registry is asked: `docker.io` and `library/nginx`; without a repository only what holds for the whole registry counts. */
export type Asked = {readonly registry: string; readonly repository?: string | undefined};

// All names that the one registry goes by in these files.
const dockerHub: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/** The login that the `auths` of a file hold for a repository: that of the longest path it lies under, or that of its registry. */
export function findEntry(file: JsonObject, asked: Asked): Credentials | undefined {
	const auths = field(file, 'auths');
	const entries = new Map(isObject(auths) ? Object.entries(auths).map(([key, value]) => [scopeOf(key), value]) : []);
	// A key as it is written goes before one that only means the same.
	for (const [key, value] of isObject(auths) ? Object.entries(auths) : []) {
		entries.set(key, value);
	}

	const entry = scopesOf(asked).map(scope => entries.get(scope)).find(value => isObject(value));
	return isObject(entry) ? credentialsOf(entry) : undefined;
}

function scopesOf({registry, repository}: Asked): readonly string[] {
	const parts = repository === undefined ? [] : repository.split('/');
	const paths = parts.map((_, index) => `${registry}/${parts.slice(0, parts.length - index).join('/')}`);
	return [...paths, registry];
}

// Old versions of Docker wrote whole URLs as keys, and their path says nothing; Podman's are a host and perhaps a path that counts.
function scopeOf(key: string): string {
	const bare = key.replace(/^https?:\/\//, '');
	const [host = '', ...path] = bare.split('/');
	const isWhole = bare !== key || /^v[12]?\/?$/.test(path.join('/'));
	const name = dockerHub.has(host) ? 'docker.io' : host;
	return isWhole || path.length === 0 ? name : [name, ...path].join('/');
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
