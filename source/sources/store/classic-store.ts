import {createHash} from 'node:crypto';
import type {InspectedImage} from '../../engine/inspect-image.ts';
import {digestHex, isDigest, type Digest} from '../../image/digest.ts';
import {field, isObject} from '../../image/json.ts';
import {familiarReference} from '../../image/reference.ts';
import {hasUnpackedSize, type KeptImage, type KeptLayer} from './kept-layer.ts';
import {StoreError} from './store-error.ts';
import {readJson, readText, type StoreFiles} from './store-files.ts';

const metadata = 'image/overlay2';

/** An image in Docker's own store, with the driver overlay2. All its files are known beforehand. Throws a `StoreError` where it isn't all there. */
export async function findClassicImage(files: StoreFiles, image: InspectedImage, signal: AbortSignal): Promise<KeptImage> {
	const chain: Digest[] = [];
	for (const diffId of image.document.diffIds) {
		const below = chain.at(-1);
		chain.push(below === undefined ? diffId : `sha256:${createHash('sha256').update(`${below} ${diffId}`).digest('hex')}`);
	}

	const repositories = new Set(image.repoDigests.map(name => repositoryOf(name)));
	const config = `${metadata}/imagedb/content/sha256/${digestHex(image.id)}`;
	files.announce(namesOf(config, chain, image.document.diffIds), signal);
	const [bytes, ...layers] = await Promise.all([
		files.read(config),
		...chain.map(async (chainId, layer) => findLayer(files, {
			chainId, below: chain[layer - 1], diffId: image.document.diffIds[layer]!, repositories,
		})),
	] as const);
	return {config: bytes, layers};
}

/** The small files first, so that the image can be told of before its layers come. */
function namesOf(config: string, chain: readonly Digest[], diffIds: readonly Digest[]): string[] {
	const documents = chain.flatMap((chainId, layer) => ['diff', 'size', 'cache-id', ...(layer === 0 ? [] : ['parent'])].map(name => `${layerFolder(chainId)}/${name}`));
	return [config, ...documents, ...new Set(diffIds.map(diffId => digestsFile(diffId))), ...chain.map(chainId => splitFile(chainId))];
}

function layerFolder(chainId: Digest): string {
	return `${metadata}/layerdb/sha256/${digestHex(chainId)}`;
}

function splitFile(chainId: Digest): string {
	return `${layerFolder(chainId)}/tar-split.json.gz`;
}

function digestsFile(diffId: Digest): string {
	return `${metadata}/distribution/v2metadata-by-diffid/sha256/${digestHex(diffId)}`;
}

type Link = {readonly chainId: Digest; readonly below: Digest | undefined; readonly diffId: Digest; readonly repositories: ReadonlySet<string>};

async function findLayer(files: StoreFiles, {chainId, below, diffId, repositories}: Link): Promise<KeptLayer> {
	const folder = layerFolder(chainId);
	const [diff, size, cacheId, parent, digest] = await Promise.all([
		readText(files, `${folder}/diff`),
		readText(files, `${folder}/size`),
		readText(files, `${folder}/cache-id`),
		below === undefined ? undefined : readText(files, `${folder}/parent`),
		digestOf(files, diffId, repositories),
	]);
	if (diff !== diffId || parent !== below) {
		throw new StoreError(`${folder} holds another layer than ${diffId}`);
	}

	if (!/^\d{1,15}$/.test(size) || !/^[\da-z]+$/.test(cacheId)) {
		throw new StoreError(`${folder} says no size or no folder`);
	}

	return {
		split: splitFile(chainId),
		folder: `overlay2/${cacheId}/diff`,
		isSizeRight: index => hasUnpackedSize(index, Number(size)),
		digest,
	};
}

// The same layer may have been shipped in several forms: only the one that its own repositories have is this image's.
async function digestOf(files: StoreFiles, diffId: Digest, repositories: ReadonlySet<string>): Promise<Digest | undefined> {
	try {
		const known = await readJson(files, digestsFile(diffId));
		const digests = new Set((Array.isArray(known) ? known as unknown[] : [])
			.filter(item => isObject(item))
			.filter(item => {
				const repository = field(item, 'SourceRepository');
				return typeof repository === 'string' && repositories.has(repositoryOf(repository));
			})
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
