import {Buffer} from 'node:buffer';
import {findCredentials} from '../credentials/find-credentials.ts';
import {parseReference} from '../image/reference.ts';
import type {Environment} from './environment.ts';

/** How a registry is logged in to through an engine. */
export type RegistryAuth = {
	/** As in a reference. */
	readonly registry: string;
	/** The `X-Registry-Auth` header, where there is a login. */
	readonly headers: Readonly<Record<string, string>>;
	/** Why a login could not be looked up, as a clause. */
	readonly problem: string | undefined;
};

/** The login for a reference's registry as an engine takes it, where the docker CLI, Podman and skopeo keep it. Throws a usage error for a reference that is none. */
export async function registryAuth(reference: string, environment: Environment, signal: AbortSignal): Promise<RegistryAuth> {
	const {registry, repository} = parseReference(reference);
	const {server, credentials, problem} = await findCredentials({registry, repository}, environment, signal);
	const header = credentials && encode({
		username: credentials.username,
		password: credentials.password,
		identitytoken: credentials.identityToken,
		registrytoken: credentials.registryToken,
		serveraddress: server,
	});
	return {registry, headers: header === undefined ? {} : {'X-Registry-Auth': header}, problem};
}

// Without its padding, engines take it for nothing at all and ask the registry anonymously.
function encode(value: Readonly<Record<string, string | undefined>>): string {
	return Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
