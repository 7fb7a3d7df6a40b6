import {LayerscopeError} from '../errors.ts';
import {daemonConfig} from './daemon-config.ts';
import {isLoopback, type Endpoint} from './endpoint.ts';
import {isInNetwork} from './proxy.ts';
import {configuredRegistries, type ConfiguredRegistry, type Location} from './registries-conf.ts';
import type {RegistryOptions} from './registry.ts';
import type {Surroundings} from './surroundings.ts';

type Name = {readonly registry: string; readonly repository: string};

/**
Where a repository can be had, what counts first coming first: mirrors of `registries.conf`, for Docker Hub those of the engine's
`daemon.json`, then the registry itself. Throws a usage error where `registries.conf` blocks it.
*/
export async function endpointsOf(name: Name, options: RegistryOptions, surroundings: Surroundings): Promise<readonly Endpoint[]> {
	const daemon = daemonConfig(options, surroundings);
	const configured = bestMatch(name, await configuredRegistries(options, surroundings));
	if (configured?.isBlocked) {
		throw new LayerscopeError('usage', `registries.conf blocks ${configured.prefix}.`, {advice: 'Ask whoever wrote it, or change it.'});
	}

	const insecure = [...options.insecure, ...daemon.insecure];
	const endpoint = (place: Omit<Endpoint, 'isInsecure'>, isInsecure: boolean): Endpoint => ({
		...place, isInsecure: isInsecure || isLoopback(place.host) || insecure.some(item => isMeant(place, item)),
	});
	const own = configured === undefined ? [] : configured.mirrors.map(mirror => endpoint({...placeAt(mirror, configured, name), isMirror: true}, mirror.isInsecure));
	const hub = name.registry === 'docker.io' ? daemon.mirrors.flatMap(address => daemonMirror(address, name, endpoint)) : [];
	const itself = configured === undefined ? placeOf(name.registry, name.repository) : placeAt(configured, configured, name);
	return [...own, ...hub, endpoint({...itself, isMirror: false}, configured?.isInsecure ?? false)];
}

type Place = Pick<Endpoint, 'host' | 'registry' | 'repository' | 'serves'>;

function placeOf(registry: string, repository: string, serves: Endpoint['serves'] = 'all'): Place {
	return {
		host: registry === 'docker.io' ? 'registry-1.docker.io' : registry, registry, repository, serves,
	};
}

/** A name with its prefix replaced by a location. */
function placeAt({location, serves}: Location, {prefix}: ConfiguredRegistry, {registry, repository}: Name): Place {
	const full = `${registry}/${repository}`;
	// A wildcard stands for a host, and what it is replaced by for all of it.
	const rest = prefix.startsWith('*.') ? `/${repository}` : full.slice(prefix.length);
	const target = location.startsWith('*.') ? full : `${location}${rest}`;
	const slash = target.indexOf('/');
	return placeOf(target.slice(0, slash), target.slice(slash + 1), serves);
}

function daemonMirror(address: string, {repository}: Name, endpoint: (place: Omit<Endpoint, 'isInsecure'>, isInsecure: boolean) => Endpoint): readonly Endpoint[] {
	if (!URL.canParse(address)) {
		return [];
	}

	const {protocol, host} = new URL(address);
	return protocol === 'https:' || protocol === 'http:' ? [endpoint({...placeOf(host, repository), isMirror: true}, protocol === 'http:')] : [];
}

/** What is said of the longest beginning of a name. */
function bestMatch({registry, repository}: Name, all: readonly ConfiguredRegistry[]): ConfiguredRegistry | undefined {
	const full = `${registry}/${repository}`;
	const matching = all.filter(({prefix}) => prefix.startsWith('*.')
		? registry.replace(/:\d+$/, '').endsWith(prefix.slice(1)) || registry.endsWith(prefix.slice(1))
		: full === prefix || full.startsWith(`${prefix}/`));
	return matching.toSorted((one, other) => other.prefix.length - one.prefix.length)[0];
}

function isMeant({host, registry}: Pick<Endpoint, 'host' | 'registry'>, item: string): boolean {
	const bare = host.replace(/:\d+$/, '').replaceAll(/^\[|]$/g, '');
	return item === host || item === registry || isInNetwork(bare, item);
}
