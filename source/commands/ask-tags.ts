import type {Digest} from '../image/digest.ts';
import {LayerscopeError} from '../errors.ts';
import {parseReference} from '../image/reference.ts';
import type {Registry, RegistryOptions} from '../registry/registry.ts';

async function withRepository<Result>(options: RegistryOptions, reference: string, work: (registry: Registry, tag: string) => Promise<Result>): Promise<Result> {
	const {registry: host, repository, tag, digest} = parseReference(reference);
	const {openRegistry} = await import('../registry/open-registry.ts');
	const registry = openRegistry({registry: host, repository}, options);
	try {
		return await work(registry, digest ?? tag ?? 'latest');
	} finally {
		registry.close();
	}
}

/** What a tag names in its registry now, by one HEAD request. Throws a `LayerscopeError`: `not-found` where it isn't there, `engine` where the registry can't be asked. */
export async function registryDigest(options: RegistryOptions, reference: string, signal: AbortSignal): Promise<Digest> {
	const {digest} = await withRepository(options, reference, async (registry, tag) => registry.resolve(tag, signal));
	return digest;
}

/** All tags of a reference's repository, sorted; untrusted. Throws a `LayerscopeError`: `not-found` where there is no such repository, `engine` where the registry gives none. */
export async function repositoryTags(options: RegistryOptions, reference: string, signal: AbortSignal): Promise<readonly string[]> {
	const tags = await withRepository(options, reference, async registry => registry.tags(signal));
	if (tags.length === 0) {
		throw new LayerscopeError('not-found', `The registry lists no tags of ${reference}.`, {advice: 'Check the name.'});
	}

	return tags;
}
