import process from 'node:process';
import type {EngineDesk} from '../app/engine-desk.ts';
import {createCatalogueMemory} from '../engine/catalogue-memory.ts';
import {catalogueOf} from '../engine/catalogue-of.ts';
import {connectEngine, type EngineConnection} from '../engine/connection.ts';
import type {EngineChoice} from '../engine/engine-choice.ts';
import {engineChanges} from '../engine/engine-changes.ts';
import {removeAll} from '../engine/remove-images.ts';
import {findSaved} from '../engine/save-images.ts';
import {searchImages} from '../engine/search-images.ts';
import {tagImage} from '../engine/tag-image.ts';
import {findImage} from '../sources/engine-image.ts';
import type {RegistryOptions} from '../registry/registry.ts';
import {fileInput} from '../sources/load-archive.ts';
import {registryDigest} from './ask-tags.ts';
import {loadArchive} from './load-archive.ts';
import {saveToFile} from './save-to-file.ts';

const mostFound = 100;

/** The engine as the screen uses it. It is connected to when it is first asked for something, and again after that failed. */
export function createEngineDesk(engine: EngineChoice, registries: RegistryOptions): EngineDesk {
	const memory = createCatalogueMemory();
	const connected = reconnecting(engine);
	return {
		location: () => connected.last()?.location,
		async * images(signal) {
			yield * catalogueOf(await connected.get(), signal, memory);
		},
		async * changes(signal) {
			yield * engineChanges(await connected.get(), signal);
		},
		async platforms(reference, signal) {
			const {offeredPlatforms} = await import('../engine/offered-platforms.ts');
			const offered = await offeredPlatforms(await connected.get(), reference, signal);
			return offered.isKnown ? offered.platforms : [];
		},
		async * pull({reference, platform}, signal) {
			// Only a look tells that a pull succeeded.
			for await (const event of findImage(await connected.get(), {reference, platform, pull: 'always'}, signal)) {
				if (event.type === 'progress') {
					yield event.progress;
				}
			}
		},
		remove: async (wish, signal) => removeAll(await connected.get(), wish, signal),
		async * save({references, file, isForced}, signal) {
			const connection = await connected.get();
			const images = await findSaved(connection, references, undefined, signal);
			return yield * saveToFile(connection, {images, file, isForced}, signal);
		},
		async * load(file, signal) {
			return yield * loadArchive(await connected.get(), await fileInput(file), signal);
		},
		tag: async (source, target, signal) => tagImage(await connected.get(), source, target, signal),
		search: async (term, signal) => searchImages(await connected.get(), {term, limit: mostFound}, process.env, signal),
		registryDigest: async (reference, signal) => registryDigest(registries, reference, signal),
		async tagsOf(repository, signal) {
			const {tagsOf} = await import('./tags-of.ts');
			return tagsOf(repository, registries, signal);
		},
	};
}

/** One connection for all that is asked; one that could not be had is tried again the next time. */
function reconnecting(engine: EngineChoice) {
	let connecting: Promise<EngineConnection> | undefined;
	let last: EngineConnection | undefined;
	return {
		last: () => last,
		async get(): Promise<EngineConnection> {
			connecting ??= connectEngine(engine);
			try {
				last = await connecting;
				return last;
			} catch (error) {
				connecting = undefined;
				throw error;
			}
		},
	};
}
