import {stat} from 'node:fs/promises';
import {LayerscopeError, UnpackingLimitError} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import {emptyConfig} from '../image/image-config.ts';
import type {ImageFacts} from '../image/image-facts.ts';
import {layerTypeFor} from '../image/media-types.ts';
import {unpackingStopped} from '../image/unpacking-guard.ts';
import {createIndexer, type Indexer} from '../indexing/indexer.ts';
import type {FileRange} from '../indexing/layer-task.ts';
import {groupRequests} from './content-requests.ts';
import type {StoredLayer} from './describe-image.ts';
import type {ImageSource, SourceEvent} from './image-source.ts';
import {judgeLayer} from './judge-layer.ts';
import type {OpenOptions} from './open-options.ts';
import {produce} from './produce.ts';
import {readRangeContent, readRangeContents, sniffStored} from './range-content.ts';
import {createReadProgress} from './read-progress.ts';

/** Opens any tar, plain or compressed, as an image of one layer: what `docker export` writes. It has no config, and its layer's digest is made by hashing all of it. */
export async function openRootfsSource(path: string, {limits}: Pick<OpenOptions, 'limits'>): Promise<ImageSource> {
	const {size} = await stat(path);
	const range = {path, start: 0, length: size};
	const indexer = createIndexer(limits);
	return {
		kind: 'rootfs',
		location: path,
		read: signal => produce<SourceEvent, void>(signal, async (emit, inner) => readRootfs(range, indexer, emit, inner)),
		content: ({offset}, signal) => readRangeContent(range, offset, signal),
		async * contents(requests, signal) {
			for (const group of groupRequests(requests, () => range)) {
				yield * readRangeContents(range, group, signal);
			}
		},
		close: async () => indexer.close(),
	};
}

async function readRootfs(range: FileRange, indexer: Indexer, emit: (event: SourceEvent) => void, signal: AbortSignal): Promise<void> {
	const progress = createReadProgress(told => {
		emit({type: 'progress', progress: told});
	}, 'read', range.path);
	const indexed = await indexer.indexFile(range, signal, bytes => {
		progress.update(0, 'reading', bytes, range.length);
	}, true);
	if (indexed.failure && indexed.index.count === 0) {
		throw indexed.failure instanceof UnpackingLimitError
			? unpackingStopped(range.path, indexed.failure.unpacked, {cause: indexed.failure})
			: new LayerscopeError('unreadable', `${range.path} is no tar: ${indexed.failure.message}.`, {cause: indexed.failure, advice: 'Give a file that docker export wrote, or any tar.'});
	}

	const image = describeRootfs(indexed.diffId ?? indexed.digest!, await sniffStored(range));
	emit({type: 'image', image});
	const blob = {name: range.path, descriptor: undefined, storedDigest: undefined};
	const {failure, warnings} = judgeLayer(0, image.layers[0]!, blob, indexed);
	for (const warning of warnings) {
		emit({type: 'warning', warning});
	}

	emit({
		type: 'layer', layer: 0, index: indexed.index, verification: failure ? 'not-verified' : 'verified', failure,
	});
}

function describeRootfs(diffId: Digest, {compression, size}: StoredLayer): ImageFacts {
	return {
		reference: undefined,
		id: undefined,
		manifestDigest: undefined,
		platform: undefined,
		created: undefined,
		config: emptyConfig,
		configText: undefined,
		layers: [{
			diffId,
			digest: undefined,
			mediaType: layerTypeFor(compression),
			compressedSize: compression === 'none' ? undefined : size,
			instruction: undefined,
			created: undefined,
		}],
		history: [],
	};
}
