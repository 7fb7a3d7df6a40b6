import path from 'node:path';
import {LayerscopeError, messageOf} from '../errors.ts';
import {field, isObject, type JsonObject} from '../image/json.ts';
import {namesIn, readIfThere} from './read-if-there.ts';
import type {RegistryOptions} from './registry.ts';
import {given, userConfig, type Surroundings} from './surroundings.ts';

/** A place in place of another: `host[:port][/path]`. */
export type Location = {readonly location: string; readonly isInsecure: boolean; readonly serves: 'all' | 'digests' | 'tags'};

/** What `registries.conf` says of the names that begin so. */
export type ConfiguredRegistry = Location & {
	/** `host[:port][/path]`, or `*.host`. */
	readonly prefix: string;
	readonly isBlocked: boolean;
	readonly mirrors: readonly Location[];
};

/**
What containers-registries.conf(5) says of registries, as Podman and skopeo read it: the file of `CONTAINERS_REGISTRIES_CONF`, the user's or the
machine's, and then the files of the folders. Throws a usage error for a file that is no TOML: what it blocks is unknown then.
*/
export async function configuredRegistries({environment}: RegistryOptions, {etc}: Surroundings): Promise<readonly ConfiguredRegistry[]> {
	const [system, user] = [path.join(etc, 'containers'), path.join(userConfig(environment), 'containers')];
	const named = given(environment.CONTAINERS_REGISTRIES_CONF);
	const main = named === undefined ? [user, system].map(folder => path.join(folder, 'registries.conf')) : [named];
	const first = main.find(file => readIfThere(file) !== undefined);
	const files = [
		...(first === undefined ? [] : [first]),
		...[system, user].flatMap(folder => confFiles(path.join(folder, 'registries.conf.d'))),
	];
	const found = new Map<string, ConfiguredRegistry>();
	for (const file of files) {
		for (const registry of await registriesIn(file)) {
			found.set(registry.prefix, registry);
		}
	}

	return [...found.values()];
}

function confFiles(folder: string): readonly string[] {
	return namesIn(folder).filter(name => name.endsWith('.conf')).map(name => path.join(folder, name));
}

async function registriesIn(file: string): Promise<readonly ConfiguredRegistry[]> {
	const text = readIfThere(file) ?? '';
	// Most machines have a file in which nothing of this stands.
	if (!/^\s*\[\[\s*registry\s*]]/m.test(text) && !/^\s*registry\s*=/m.test(text)) {
		return [];
	}

	const {parse} = await import('smol-toml');
	try {
		return tables(field(parse(text), 'registry')).map(table => parseRegistry(table));
	} catch (error) {
		throw new LayerscopeError('usage', `${file} can't be read as a list of registries: ${messageOf(error)}.`, {advice: 'See containers-registries.conf(5).', cause: error});
	}
}

function parseRegistry(table: JsonObject): ConfiguredRegistry {
	const location = text(table, 'location');
	const prefix = text(table, 'prefix') ?? location;
	if (prefix === undefined) {
		throw new Error('a registry has neither a prefix nor a location');
	}

	const byDigestOnly = field(table, 'mirror-by-digest-only') === true;
	return {
		// A wildcard without a location of its own stands for each host that it means.
		prefix, location: location ?? prefix, isInsecure: field(table, 'insecure') === true, serves: 'all', isBlocked: field(table, 'blocked') === true,
		mirrors: tables(field(table, 'mirror')).map(mirror => parseMirror(mirror, byDigestOnly)),
	};
}

function parseMirror(table: JsonObject, byDigestOnly: boolean): Location {
	const location = text(table, 'location');
	if (location === undefined) {
		throw new Error('a mirror has no location');
	}

	const kinds: Readonly<Record<string, Location['serves']>> = {'digest-only': 'digests', 'tag-only': 'tags'};
	const serves = kinds[text(table, 'pull-from-mirror') ?? ''] ?? (byDigestOnly ? 'digests' : 'all');
	return {location, isInsecure: field(table, 'insecure') === true, serves};
}

function tables(value: unknown): readonly JsonObject[] {
	return Array.isArray(value) ? value.filter(item => isObject(item)) : [];
}

function text(table: JsonObject, name: string): string | undefined {
	const value = field(table, name);
	return typeof value === 'string' && value !== '' ? value.replace(/\/+$/, '') : undefined;
}
