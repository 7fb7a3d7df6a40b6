import {createHash} from 'node:crypto';
import path from 'node:path';
import type {InspectedImage} from '../../engine/inspect-image.ts';
import {digestHex, isDigest, type Digest} from '../../image/digest.ts';
import {field, isObject} from '../../image/json.ts';
import {familiarReference} from '../../image/reference.ts';
import {hasUnpackedSize, type KeptImage, type KeptLayer} from './kept-layer.ts';
import {StoreError} from './store-error.ts';
import {readStoreFile, readStoreJson, readStoreText} from './store-root.ts';

/** An image in Docker's own store, with the driver overlay2, under the engine's root folder. Throws a `StoreError` where it isn't all there. */
export async function findClassicImage(root: string, image: InspectedImage): Promise<KeptImage> {
	const metadata = path.join(root, 'image/overlay2');
	const chain: Digest[] = [];
	for (const diffId of image.document.diffIds) {
		const below = chain.at(-1);
		chain.push(below === undefined ? diffId : `sha256:${createHash('sha256').update(`${below} ${diffId}`).digest('hex')}`);
	}

	const repositories = new Set(image.repoDigests.map(name => repositoryOf(name)));
	const [config, ...layers] = await Promise.all([
		readStoreFile(path.join(metadata, 'imagedb/content/sha256', digestHex(image.id))),
		...chain.map(async (chainId, layer) => findLayer(root, metadata, {
			chainId, below: chain[layer - 1], diffId: image.document.diffIds[layer]!, repositories,
		})),
	] as const);
	return {config, layers};
}

type Link = {readonly chainId: Digest; readonly below: Digest | undefined; readonly diffId: Digest; readonly repositories: ReadonlySet<string>};

async function findLayer(root: string, metadata: string, {chainId, below, diffId, repositories}: Link): Promise<KeptLayer> {
	const folder = path.join(metadata, 'layerdb/sha256', digestHex(chainId));
	const [diff, size, cacheId, parent, digest] = await Promise.all([
		readStoreText(path.join(folder, 'diff')),
		readStoreText(path.join(folder, 'size')),
		readStoreText(path.join(folder, 'cache-id')),
		below === undefined ? undefined : readStoreText(path.join(folder, 'parent')),
		digestOf(metadata, diffId, repositories),
	]);
	if (diff !== diffId || parent !== below) {
		throw new StoreError(`${folder} holds another layer than ${diffId}`);
	}

	if (!/^\d{1,15}$/.test(size) || !/^[\da-z]+$/.test(cacheId)) {
		throw new StoreError(`${folder} says no size or no folder`);
	}

	return {
		split: path.join(folder, 'tar-split.json.gz'),
		folder: path.join(root, 'overlay2', cacheId, 'diff'),
		isSizeRight: index => hasUnpackedSize(index, Number(size)),
		digest,
	};
}

// The same layer may have been shipped in several forms: only the one that its own repositories have is this image's.
async function digestOf(metadata: string, diffId: Digest, repositories: ReadonlySet<string>): Promise<Digest | undefined> {
	try {
		const known = await readStoreJson(path.join(metadata, 'distribution/v2metadata-by-diffid/sha256', digestHex(diffId)));
		const digests = new Set((Array.isArray(known) ? known as unknown[] : [])
			.filter(item => isObject(item))
			.filter(item => repositories.has(repositoryOf(String(field(item, 'SourceRepository')))))
			.map(item => field(item, 'Digest')));
		const [digest] = digests;
		return digests.size === 1 && isDigest(digest) ? digest : undefined;
	} catch (error) {
		// An image that was built here was never shipped.
		if (error instanceof StoreError) {
			return undefined;
		}

		throw error;
	}
}

// `docker.io/library/nginx` in one place is `nginx@sha256:…` in another.
function repositoryOf(name: string): string {
	return familiarReference(name.split('@')[0]!).replace(/:[\w.-]+$/, '');
}
