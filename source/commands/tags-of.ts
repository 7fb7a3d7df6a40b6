import {LayerscopeError} from '../errors.ts';
import {parseReference} from '../image/reference.ts';
import {openRegistry} from '../registry/open-registry.ts';
import type {RegistryOptions} from '../registry/registry.ts';

const seconds = 5;

/**
The tags of a repository (`nginx`, `ghcr.io/me/app`) as its registry lists them, sorted; untrusted. Throws a `LayerscopeError`: `usage`
for a name that is none, and as a registry does; `engine` where it takes longer than 5 seconds, which a person doesn't wait for.
*/
export async function tagsOf(name: string, options: RegistryOptions, outer: AbortSignal): Promise<readonly string[]> {
	const repository = openRegistry(parseReference(name), options);
	const patience = AbortSignal.timeout(seconds * 1000);
	try {
		return await repository.tags(AbortSignal.any([outer, patience]));
	} catch (error) {
		outer.throwIfAborted();
		throw patience.aborted
			? new LayerscopeError('engine', `The registry ${repository.host} didn't list the tags of ${name} within ${seconds} seconds.`, {
				advice: 'Try again, or name the tag that you want.', cause: error,
			})
			: error;
	} finally {
		repository.close();
	}
}
