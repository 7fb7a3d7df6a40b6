import process from 'node:process';
import {LayerscopeError} from '../errors.ts';
import {hostPlatform, type Platform} from '../image/platform.ts';
import {noLimits, readingLimits, type ReadingLimits} from '../image/reading-limits.ts';
import {createIndexer} from '../indexing/indexer.ts';
import {abortable} from './abortable.ts';
import {cleanName} from './archive-names.ts';
import {tellCollected, type ArchiveEntry, type ArchiveLayout} from './archive-stream.ts';
import {blobContents} from './blob-contents.ts';
import {collectArchive, type CollectedArchive} from './collect-archive.ts';
import {decompressStream} from './decompress-stream.ts';
import {findImages} from './find-images.ts';
import {choicesOf, withFileSizes} from './image-choices.ts';
import type {
	ContentEvent, ContentRequest, ImageChoice, ImageSource, Selection, SourceEvent,
} from './image-source.ts';
import {readLayerContent} from './layer-content.ts';
import {produce} from './produce.ts';
import {splitTar} from './split-tar.ts';

/** What a stream source is made of. */
export type StreamSourceParts = {
	readonly kind: ImageSource['kind'];
	readonly location: string;
	readonly selection: Selection;
	/** Opens the stream at its beginning. */
	readonly open: () => AsyncIterable<Uint8Array>;
	/** Whether `open` can be called again, so that contents can be read. */
	readonly canReopen: boolean;
	/** How much of it is read; as much as is usual where nothing is said. */
	readonly limits?: ReadingLimits | undefined;
	/** What an earlier pass gave, for a stream that comes only once. */
	readonly collected?: Promise<CollectedArchive>;
	readonly onCollected?: (archive: Promise<CollectedArchive>) => void;
};

/** An image archive that can only be read from its beginning on: a compressed one, or standard input. */
export function createStreamSource(parts: StreamSourceParts): ImageSource {
	const indexer = createIndexer(parts.limits);
	let layout: ArchiveLayout | undefined;
	let archive = parts.collected;
	const options = {
		indexer, location: parts.location, selection: parts.selection, host: hostPlatform(process.arch), onLayer: () => undefined,
	};
	return {
		kind: parts.kind,
		location: parts.location,
		...(!parts.canReopen && {comesOnce: true}),
		read: signal => produce<SourceEvent, void>(signal, async (emit, inner) => {
			archive = parts.collected ?? collectArchive(openEntries(parts, inner), options, emit, inner);
			parts.onCollected?.(archive);
			layout = await tellCollected(await archive, options, emit);
		}),
		content: (request, signal) => readContent(parts, layout, request, signal),
		async * contents(requests, signal) {
			checkReopen(parts);
			yield * blobContents(openKnown(parts, signal), {requests, names: layout?.layerNames ?? [], location: parts.location});
		},
		async * choices(signal) {
			archive ??= collectArchive(openEntries(parts, signal), options, () => undefined, signal);
			parts.onCollected?.(archive);
			yield await choicesInStream(await archive, parts.location, options.host);
		},
		close: async () => indexer.close(),
	};
}

async function choicesInStream({files, layer, failure}: CollectedArchive, location: string, host: Platform): Promise<readonly ImageChoice[]> {
	const {candidates, beside} = await findImages(files, location).catch((error: unknown) => {
		throw failure ?? error;
	});
	return choicesOf({candidates: await withFileSizes(candidates, async name => layer(name)?.indexed.storedSize), beside}, host);
}

function openEntries({open, limits = readingLimits}: StreamSourceParts, signal: AbortSignal): AsyncIterable<ArchiveEntry> {
	return splitTar(decompressStream(abortable(open(), signal), limits.unpacked));
}

/** The same for what was found in there already: how far it is unpacked is known. */
function openKnown(parts: StreamSourceParts, signal: AbortSignal): AsyncIterable<ArchiveEntry> {
	return openEntries({...parts, limits: noLimits}, signal);
}

async function * readContent(parts: StreamSourceParts, layout: ArchiveLayout | undefined, {layer, offset}: ContentRequest, signal: AbortSignal): AsyncGenerator<ContentEvent, void> {
	checkReopen(parts);
	const name = layout?.layerNames[layer];
	if (name === undefined) {
		throw new LayerscopeError('unreadable', `Layer ${layer} has no content here.`, {layer});
	}

	for await (const entry of openKnown(parts, signal)) {
		if (entry.type === 'file' && cleanName(entry.name) === name) {
			yield * readLayerContent(entry.body, {offset});
			return;
		}
	}

	throw new LayerscopeError('unreadable', `${parts.location} no longer holds ${name}.`, {advice: 'It was changed since it was opened; open it again.'});
}

function checkReopen({canReopen}: StreamSourceParts): void {
	if (!canReopen) {
		throw new LayerscopeError('usage', 'Contents can\'t be read from standard input, which comes only once.', {advice: 'Use --spool to keep it in a temporary file, or save the image to a file.'});
	}
}
