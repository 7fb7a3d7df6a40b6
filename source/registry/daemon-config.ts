import path from 'node:path';
import {asTexts, field, isObject} from '../image/json.ts';
import {readIfThere} from './read-if-there.ts';
import type {RegistryOptions} from './registry.ts';
import {userConfig, type Surroundings} from './surroundings.ts';

/** What Docker's engine is told of registries. */
export type DaemonConfig = {
	/** Addresses that are asked before Docker Hub. */
	readonly mirrors: readonly string[];
	/** `host[:port]`, or networks. */
	readonly insecure: readonly string[];
};

/** What the `daemon.json` of this machine, or of a user's own engine, says of registries; one that is no JSON says nothing. */
export function daemonConfig({environment}: RegistryOptions, {etc}: Surroundings): DaemonConfig {
	const files = [path.join(userConfig(environment), 'docker', 'daemon.json'), path.join(etc, 'docker', 'daemon.json')];
	const configs = files.map(file => parsed(readIfThere(file)));
	return {
		mirrors: configs.flatMap(({mirrors}) => mirrors),
		insecure: configs.flatMap(({insecure}) => insecure),
	};
}

// An engine doesn't start with one that is wrong, so nobody relies on it.
function parsed(json: string | undefined): DaemonConfig {
	try {
		const config: unknown = JSON.parse(json ?? '{}');
		return isObject(config)
			? {mirrors: asTexts(field(config, 'registry-mirrors'), 'registry-mirrors'), insecure: asTexts(field(config, 'insecure-registries'), 'insecure-registries')}
			: {mirrors: [], insecure: []};
	} catch {
		return {mirrors: [], insecure: []};
	}
}
