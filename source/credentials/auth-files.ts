import {readFileSync} from 'node:fs';
import path from 'node:path';
import {LayerscopeError} from '../errors.ts';
import {homeFolder} from '../home-folder.ts';
import {isObject, type JsonObject} from '../image/json.ts';
import type {Environment} from './credentials.ts';

/** What holds logins, in the form of the docker CLI's config. */
export type AuthFile = {
	/** Its name in an error. */
	readonly name: string;
	/** Its content; an empty object where it isn't there. Throws a `LayerscopeError` that quotes nothing of it, which may be secret. */
	read(): JsonObject;
};

/** All that may hold logins, what counts first coming first: the environment, the docker CLI's config, then Podman's and skopeo's files. */
export function authFiles(environment: Environment): readonly AuthFile[] {
	const home = homeFolder(environment);
	const inline = given(environment.DOCKER_AUTH_CONFIG);
	const named = given(environment.REGISTRY_AUTH_FILE);
	const runtime = given(environment.XDG_RUNTIME_DIR);
	return [
		...(inline === undefined ? [] : [{name: 'DOCKER_AUTH_CONFIG', read: () => parse(inline, 'DOCKER_AUTH_CONFIG')}]),
		...(named === undefined ? [] : [fileAt('The file of REGISTRY_AUTH_FILE', named)]),
		fileAt('Docker\'s config', path.join(given(environment.DOCKER_CONFIG) ?? path.join(home, '.docker'), 'config.json')),
		...(runtime === undefined ? [] : [fileAt('The file of logins', path.join(runtime, 'containers', 'auth.json'))]),
		fileAt('The file of logins', path.join(given(environment.XDG_CONFIG_HOME) ?? path.join(home, '.config'), 'containers', 'auth.json')),
	];
}

function given(value: string | undefined): string | undefined {
	return value === '' ? undefined : value;
}

function fileAt(what: string, file: string): AuthFile {
	const name = `${what} ${file}`;
	return {
		name,
		read() {
			const json = readText(file, name);
			return json === undefined ? {} : parse(json, name);
		},
	};
}

function readText(file: string, name: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
			return undefined;
		}

		throw new LayerscopeError('engine', `${name} can't be read`, {cause: error});
	}
}

// The error of JSON.parse quotes what it read, which may be a secret: it's not kept.
function parse(json: string, name: string): JsonObject {
	let value: unknown;
	try {
		value = JSON.parse(json);
	} catch {
		value = undefined;
	}

	if (!isObject(value)) {
		throw new LayerscopeError('engine', `${name} is no JSON object`);
	}

	return value;
}
