import {readFileSync} from 'node:fs';
import path from 'node:path';
import {messageOf} from '../errors.ts';
import {homeFolder} from '../home-folder.ts';
import {field, isObject} from '../image/json.ts';
import {variable, type Environment} from './environment.ts';
import {EngineUnreachableError} from './engine-unreachable-error.ts';
import {codeOf} from './unreachable.ts';

/** The folder of the docker CLI's config: `DOCKER_CONFIG`, or `.docker` in the home folder. */
export function configFolder(environment: Environment): string {
	return variable(environment, 'DOCKER_CONFIG') ?? path.join(homeFolder(environment), '.docker');
}

/** The context that `docker context use` chose; `undefined` for none. Throws an `EngineUnreachableError` for a config file that can't be read. */
export function currentContext(environment: Environment): string | undefined {
	const file = path.join(configFolder(environment), 'config.json');
	try {
		const config: unknown = JSON.parse(readFileSync(file, 'utf8'));
		const name = isObject(config) ? field(config, 'currentContext') : undefined;
		return typeof name === 'string' && name !== '' ? name : undefined;
	} catch (error) {
		if (codeOf(error) === 'ENOENT') {
			return undefined;
		}

		// Another engine than the one that is named in there would be a surprise.
		// What the parser quotes of the file may be a secret.
		const isSystemError = codeOf(error) !== '';
		throw new EngineUnreachableError(`Docker's config ${file} can't be read: ${isSystemError ? messageOf(error) : 'it is no JSON'}.`, {
			advice: 'Repair it, or name the engine with --host.', cause: isSystemError ? error : undefined,
		});
	}
}
