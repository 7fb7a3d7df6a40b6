import process from 'node:process';
import {hostPlatform} from '../image/platform.ts';
import {sniff, sniffLength} from '../indexing/compression.ts';
import {readRange, streamRange} from '../indexing/file-range.ts';
import type {Indexer} from '../indexing/indexer.ts';
import {brokenArchive} from './archive-errors.ts';
import {openArchiveFiles} from './archive-files.ts';
import {imageWarning} from './candidate.ts';
import {chooseImage} from './choose-image.ts';
import {createFileSource} from './file-source.ts';
import {findLocated} from './image-choices.ts';
import type {ImageSource} from './image-source.ts';
import type {OpenOptions} from './open-options.ts';
import {withIndexer} from './with-indexer.ts';

/** Opens an image archive on a disk: a plain one by its headers, a compressed one in one pass. Throws a `LayerscopeError`. */
export async function openArchiveSource(path: string, options: OpenOptions, kind: ImageSource['kind'] = 'archive', location = path): Promise<ImageSource> {
	const form = sniff(await readRange({path, start: 0, length: sniffLength}).catch(() => new Uint8Array(0)));
	if (form !== 'none') {
		const {createStreamSource} = await import('./stream-source.ts');
		return createStreamSource({
			kind, location, selection: options.selection, canReopen: true, limits: options.limits, open: () => streamRange({path, start: 0, length: Number.MAX_SAFE_INTEGER}),
		});
	}

	return withIndexer(options.limits, async indexer => openPlainArchive(path, options, {kind, location, indexer}));
}

type PlainParts = {readonly kind: ImageSource['kind']; readonly location: string; readonly indexer: Indexer};

async function openPlainArchive(path: string, options: OpenOptions, {kind, location, indexer}: PlainParts): Promise<ImageSource> {
	const files = await openArchiveFiles(path, location);
	const failure = files.failure && brokenArchive(location, files.failure);
	const found = await findLocated(files, location).catch((error: unknown) => {
		// An archive that ends in the middle lacks its documents, which come last.
		throw failure ?? error;
	});
	return createFileSource({
		kind,
		location,
		files,
		candidate: chooseImage(found, options.selection, hostPlatform(process.arch), location),
		found,
		warnings: failure ? [...found.warnings, imageWarning('archive-irregular', failure.message)] : found.warnings,
		wanted: options.selection.image,
		verify: options.verify,
		indexer,
	});
}
