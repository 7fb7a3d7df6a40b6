import {readdir} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type {TestContext} from 'node:test';
import type {LayerCache} from '../../source/cache/layer-cache.ts';
import {openRegistry} from '../../source/registry/open-registry.ts';
import type {ImageSource} from '../../source/sources/image-source.ts';
import type {RegistryReading} from '../../source/sources/open-options.ts';
import {openSource} from '../../source/sources/open-source.ts';
import {runCommand} from './engine.ts';
import {ociLayout, writeFiles} from './image-builder-archives.ts';
import type {BuiltImage} from './image-builder.ts';
import {temporaryDirectory} from './open-image.ts';

type Wishes = {
	/** Where blobs are kept. */
	readonly blobs?: string | undefined;
	readonly platform?: string;
	/** As `--image` has it. */
	readonly image?: string;
	readonly isBrief?: boolean;
	readonly cache?: LayerCache;
};

/** How the tests' registries are asked. */
export function testReading({blobs, isBrief = false}: Pick<Wishes, 'blobs' | 'isBrief'>): RegistryReading {
	return {
		open: async name => openRegistry(name, {insecure: [], environment: {DOCKER_CONFIG: '/nowhere'}}), blobs, isBrief,
	};
}

/** Opens an image of a registry, closed after the test. */
export async function openFromRegistry(context: TestContext, reference: string, wishes: Wishes = {}): Promise<ImageSource> {
	const source = await openSource({kind: 'registry', reference}, {
		selection: {platform: wishes.platform, image: wishes.image}, pull: 'missing', spool: false, verify: false, cache: wishes.cache, registry: testReading(wishes),
	});
	context.after(async () => source.close());
	return source;
}

/** Pushes an image by skopeo, as it is; gives the folder of the OCI layout that it came from. */
export async function pushBySkopeo(context: TestContext, image: BuiltImage, reference: string): Promise<string> {
	const folder = await temporaryDirectory(context);
	await writeFiles(folder, ociLayout(image));
	await runCommand('skopeo', ['copy', '--quiet', '--dest-tls-verify=false', `oci:${folder}`, `docker://${reference}`], {});
	return folder;
}

/** The names of a store's blobs. */
export async function blobsIn(folder: string): Promise<readonly string[]> {
	return readdir(path.join(folder, 'blobs', 'sha256'));
}

/** An environment in which no engine is found. */
export function withoutEngine(folder: string): Record<string, string> {
	const names = ['DOCKER_HOST', 'DOCKER_CONTEXT', 'CONTAINER_HOST'];
	return {
		...Object.fromEntries(names.filter(name => process.env[name] !== undefined || name === 'DOCKER_HOST').map(name => [name, ''])),
		HOME: folder, XDG_CACHE_HOME: path.join(folder, 'cache'), XDG_RUNTIME_DIR: folder, DOCKER_CONFIG: folder,
	};
}
