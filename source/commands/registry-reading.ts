import process from 'node:process';
import {blobFolder} from '../cache/blob-store.ts';
import {cacheFolder} from '../cache/cache-folder.ts';
import type {RegistryReading} from '../sources/open-options.ts';
import type {Context} from './context.ts';

/** How images are read from registries without an engine. */
export function registryReading({cache, cacheWarning, registries, isBrief = false}: Pick<Context, 'cache' | 'cacheWarning' | 'registries' | 'isBrief'>, asksEngine = false): RegistryReading {
	return {
		async open(name) {
			const {openRegistry} = await import('../registry/open-registry.ts');
			return openRegistry(name, registries);
		},
		blobs: cache === undefined ? undefined : blobFolder(cacheFolder(process.env)),
		warn: cacheWarning.warn,
		isBrief,
		// Whoever wants a file out of it doesn't wait for that.
		asksEngine: asksEngine || isBrief,
	};
}
