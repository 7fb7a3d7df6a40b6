import {originOf, type Endpoint} from './endpoint.ts';
import type {RegistryOptions} from './registry.ts';

/** Where a repository can be had, what counts first coming first; the registry itself comes last. */
export async function endpointsOf(name: {readonly registry: string; readonly repository: string}, {insecure}: RegistryOptions): Promise<readonly Endpoint[]> {
	return [originOf(name, insecure.includes(name.registry))];
}
