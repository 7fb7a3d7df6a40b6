import {readFileSync} from 'node:fs';
import path from 'node:path';
import {messageOf} from '../errors.ts';
import {configFolder} from './docker-config.ts';
import {variable, type Environment} from './environment.ts';
import {EngineUnreachableError} from './engine-unreachable-error.ts';
import {codeOf} from './unreachable.ts';

/** What a TLS connection needs, as PEM text; without `ca` the system's authorities count. */
export type TlsFiles = {
	readonly ca: string | undefined;
	readonly cert: string | undefined;
	readonly key: string | undefined;
	/** Whether the engine's certificate is taken unseen, as the user wanted. */
	readonly isUnverified: boolean;
};

/**
The TLS files of the environment: those in `DOCKER_CERT_PATH`, where `DOCKER_TLS_VERIFY` or `isWanted` asks for TLS, or `DOCKER_TLS` for TLS without a
look at the engine's certificate. Throws an `EngineUnreachableError` where they can't be read.
*/
export function environmentTls(environment: Environment, isWanted: boolean): TlsFiles | undefined {
	const isVerified = isWanted || variable(environment, 'DOCKER_TLS_VERIFY') !== undefined;
	if (!isVerified && variable(environment, 'DOCKER_TLS') === undefined) {
		return undefined;
	}

	const folder = variable(environment, 'DOCKER_CERT_PATH') ?? configFolder(environment);
	const ca = readPem(folder, 'ca.pem');
	if (ca === undefined && isVerified) {
		throw unreadable(`${path.join(folder, 'ca.pem')} doesn't exist`);
	}

	return {
		ca, cert: readPem(folder, 'cert.pem'), key: readPem(folder, 'key.pem'), isUnverified: !isVerified,
	};
}

/** The TLS files in a context's folder; `undefined` where there are none. Throws an `EngineUnreachableError` where they can't be read. */
export function contextTls(folder: string, isUnverified: boolean): TlsFiles | undefined {
	const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map(name => readPem(folder, name));
	return ca === undefined && cert === undefined && key === undefined && !isUnverified
		? undefined
		: {
			ca, cert, key, isUnverified,
		};
}

function readPem(folder: string, name: string): string | undefined {
	try {
		return readFileSync(path.join(folder, name), 'utf8');
	} catch (error) {
		if (codeOf(error) === 'ENOENT') {
			return undefined;
		}

		throw unreadable(messageOf(error), error);
	}
}

function unreadable(why: string, cause?: unknown): EngineUnreachableError {
	return new EngineUnreachableError(`The TLS files of the engine can't be read: ${why}.`, {
		advice: 'Put ca.pem, cert.pem and key.pem into the folder that DOCKER_CERT_PATH names, or unset DOCKER_TLS_VERIFY.',
		cause,
	});
}
