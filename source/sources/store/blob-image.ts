import path from 'node:path';
import type {InspectedImage} from '../../engine/inspect-image.ts';
import type {LayerIndex} from '../../image/layer-index.ts';
import type {Candidate} from '../candidate.ts';
import {blobName} from '../blob-names.ts';
import {openDirectoryFiles} from '../directory-files.ts';
import {factsFromSave, heldManifest} from '../engine-facts.ts';
import type {LocatedFileSet} from '../file-set.ts';
import {createFileSource} from '../file-source.ts';
import type {SourceEvent} from '../image-source.ts';
import {readLayoutImages} from '../layout-images.ts';
import type {LayerMemory} from './layer-memory.ts';
import {StoreError} from './store-error.ts';
import {openStoreRoot} from './store-root.ts';
import type {StoredImage, Wanted} from './stored-image.ts';

// The root of the containerd that a system starts by itself, where its configuration says nothing else.
const systemRoot = '/var/lib/containerd';
const content = 'io.containerd.content.v1.content';

/** An image in containerd's store of blobs, that of the engine's own containerd or that of the system's. Throws a `StoreError` where it isn't all there. */
export async function openBlobImage(root: string, image: InspectedImage, wanted: Wanted): Promise<StoredImage> {
	const files = await findContent([path.join(root, 'containerd/daemon', content), path.join(systemRoot, content)], image);
	const candidate = await findCandidate(files, image, wanted);
	const source = await createFileSource({
		kind: 'docker', location: 'the engine\'s store', files, candidate, warnings: [], wanted: undefined, verify: wanted.verify, indexer: wanted.indexer, known: wanted.memory.known,
	});
	const {memory, early} = wanted;
	const isKnown = early.layers.every(({diffId}) => diffId !== undefined && memory.known.get(diffId)?.isHashed);
	return {
		async * read(signal) {
			const proofs = createProofs(early, memory);
			for await (const event of source.read(signal)) {
				proofs.take(event);
				yield event.type === 'image'
					? {type: 'image', image: {...factsFromSave(event.image, early, true), isFromStore: true, ...(isKnown ? {isFromCache: true} : {})}}
					: event;
			}
		},
		content: (request, signal) => source.content(request, signal),
		async * contents(requests, signal) {
			yield * source.contents!(requests, signal);
			return [];
		},
	};
}

/** Keeps the layers whose bytes were hashed to their diffIDs, then or later, and that nothing was to be warned of. */
function createProofs({layers}: Wanted['early'], {known, keep}: LayerMemory) {
	const warned = new Set<number | undefined>();
	const read = new Map<number, LayerIndex>();
	return {
		take(event: SourceEvent) {
			if (event.type === 'warning') {
				warned.add(event.warning.layer);
			} else if (event.type === 'layer') {
				read.set(event.layer, event.index);
			}

			const diffId = 'verification' in event && event.verification === 'verified' ? layers[event.layer]?.diffId : undefined;
			if ('verification' in event && diffId !== undefined && !warned.has(event.layer) && known.get(diffId)?.isHashed !== true) {
				keep(diffId, read.get(event.layer)!, true);
			}
		},
	};
}

async function findContent(folders: readonly string[], {id}: InspectedImage): Promise<LocatedFileSet> {
	for (const folder of folders) {
		try {
			const files = await openDirectoryFiles(await openStoreRoot(folder));
			if (await files.locate(blobName(id, false))) {
				return files;
			}
		} catch (error) {
			if (!(error instanceof StoreError)) {
				throw error;
			}
		}
	}

	throw new StoreError('no store of blobs that can be read has the image');
}

async function findCandidate(files: LocatedFileSet, image: InspectedImage, {id, early}: Wanted): Promise<Candidate> {
	const blob = await files.locate(blobName(id, false));
	const {candidates} = await readLayoutImages(files, [{
		digest: id, size: blob!.length, mediaType: '', annotations: new Map(), platform: undefined,
	}]);
	const held = heldManifest(image)?.digest ?? early.manifestDigest;
	const fitting = candidates.filter(candidate => isSame(candidate, early) && (held === undefined || candidate.manifestDigest === held));
	const [candidate] = fitting;
	if (candidate === undefined || fitting.length > 1 || candidate.warnings.length > 0) {
		throw new StoreError(`the store has ${fitting.length} images of that ID and these layers`);
	}

	for (const {name, descriptor} of candidate.layers) {
		const range = await files.locate(name);
		if (range?.length !== descriptor?.size) {
			throw new StoreError(`${name} isn't there in its size`);
		}
	}

	return candidate;
}

function isSame({config}: Candidate, {layers}: Wanted['early']): boolean {
	const diffIds = config?.document.diffIds;
	return diffIds?.length === layers.length && layers.every(({diffId}, layer) => diffId === diffIds[layer]);
}
