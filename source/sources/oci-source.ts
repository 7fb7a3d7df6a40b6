import process from 'node:process';
import {hostPlatform} from '../image/platform.ts';
import {chooseImage} from './choose-image.ts';
import {openDirectoryFiles} from './directory-files.ts';
import {createFileSource} from './file-source.ts';
import {findLocated} from './image-choices.ts';
import type {ImageSource} from './image-source.ts';
import type {OpenOptions} from './open-options.ts';
import {withIndexer} from './with-indexer.ts';

/** Opens a directory that holds an OCI layout, skopeo's `dir:` format, or an archive that was unpacked. `tag` chooses as `--image` does. */
export async function openLayoutSource(directory: string, tag: string | undefined, options: OpenOptions, kind: ImageSource['kind'] = 'oci'): Promise<ImageSource> {
	const files = await openDirectoryFiles(directory);
	const selection = {...options.selection, image: tag ?? options.selection.image};
	const found = await findLocated(files, directory, 'Name a directory that holds the index.json of an OCI layout.');
	const candidate = chooseImage(found, selection, hostPlatform(process.arch), directory);
	return withIndexer(options.limits, async indexer => createFileSource({
		kind, location: directory, files, candidate, found, warnings: found.warnings, wanted: selection.image, verify: options.verify, indexer,
	}));
}
