import {LayerscopeError} from '../errors.ts';
import {field, isObject, type JsonObject} from '../image/json.ts';
import {authFiles} from './auth-files.ts';
import {askCredentialHelper} from './credentials-helper.ts';
import type {Credentials, Environment} from './credentials.ts';
import {findEntry, type Asked} from './find-entry.ts';

/** What the configuration of the docker CLI, Podman and skopeo has for a registry. */
export type FoundCredentials = {
	/** As the docker CLI names the registry. */
	readonly server: string;
	/** `undefined`: the registry is asked anonymously. */
	readonly credentials: Credentials | undefined;
	/** Why a login could not be looked up, as a clause without a full stop and without any secret. */
	readonly problem: string | undefined;
};

const dockerHub = 'https://index.docker.io/v1/';

/**
The login for a repository's registry (`docker.io`, `host:port`): `DOCKER_AUTH_CONFIG`, the file of `REGISTRY_AUTH_FILE`, the docker
CLI's config, then `containers/auth.json` of the runtime folder and of the user's config. In each, the helper that `credHelpers` or
`credsStore` names, or, without one, `auths`. What can't be read is passed by, as there, but where nothing else has a login
`problem` tells. Throws only the signal's reason.
*/
export async function findCredentials(asked: Asked, environment: Environment, signal: AbortSignal): Promise<FoundCredentials> {
	const server = asked.registry === 'docker.io' ? dockerHub : asked.registry;
	let problem: string | undefined;
	for (const file of authFiles(environment)) {
		try {
			const credentials = await lookUp(file.read(), server, {asked, environment, signal});
			if (credentials !== undefined) {
				return {server, credentials, problem: undefined};
			}
		} catch (error) {
			signal.throwIfAborted();
			if (!(error instanceof LayerscopeError)) {
				throw error;
			}

			problem ??= error.message;
		}
	}

	return {server, credentials: undefined, problem};
}

type Looking = {readonly asked: Asked; readonly environment: Environment; readonly signal: AbortSignal};

async function lookUp(file: JsonObject, server: string, {asked, environment, signal}: Looking): Promise<Credentials | undefined> {
	const helpers = field(file, 'credHelpers');
	const own = isObject(helpers) ? field(helpers, server) ?? field(helpers, asked.registry) : undefined;
	const helper = own ?? field(file, 'credsStore');
	return typeof helper === 'string' && helper !== ''
		? askCredentialHelper(helper, server, {environment, signal})
		: findEntry(file, asked);
}
