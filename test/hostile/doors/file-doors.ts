import {
	mkdir, mkdtemp, rm, writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Readable} from 'node:stream';
import type {ImageSource} from '../../../source/sources/image-source.ts';
import {openSource, type OpenOptions} from '../../../source/sources/open-source.ts';
import {createStreamSource} from '../../../source/sources/stream-source.ts';
import {writeFiles} from '../../helpers/image-builder-archives.ts';
import type {Documents, HostileImage} from '../hostile-image.ts';
import {archiveOf, layoutFiles} from '../image-files.ts';

const options: OpenOptions = {
	selection: {platform: undefined, image: undefined}, pull: 'never', spool: false, verify: false,
};

// As large as a pipe gives them.
const chunkSize = 65_536;

/** Writes an image's archive to a file and opens that; it is removed when the source is closed. */
export async function openArchive(image: HostileImage, documents: Documents): Promise<ImageSource> {
	return openWritten(async folder => {
		const file = path.join(folder, 'image.tar');
		await writeFile(file, archiveOf(image, documents));
		return openSource({kind: 'archive', path: file}, {...options, limits: image.limits});
	});
}

/** Writes an image as an OCI layout and opens its folder; it is removed when the source is closed. */
export async function openLayout(image: HostileImage, documents: Documents): Promise<ImageSource> {
	return openWritten(async folder => {
		await mkdir(path.join(folder, 'layout'));
		await writeFiles(path.join(folder, 'layout'), layoutFiles(image, documents));
		return openSource({kind: 'oci', directory: path.join(folder, 'layout'), tag: undefined}, {...options, limits: image.limits});
	});
}

/** Opens an image's archive as the program opens what is piped into it. */
export async function openStandardInput(image: HostileImage, documents: Documents): Promise<ImageSource> {
	const archive = archiveOf(image, documents);
	return createStreamSource({
		kind: 'stdin', location: 'standard input', selection: options.selection, canReopen: false, limits: image.limits,
		open: () => Readable.from(chunksOf(archive)),
	});
}

function * chunksOf(bytes: Uint8Array): Generator<Uint8Array, void> {
	for (let start = 0; start < bytes.length; start += chunkSize) {
		// Handed to a thread, a chunk's memory is gone here.
		yield bytes.slice(start, start + chunkSize);
	}
}

async function openWritten(open: (folder: string) => Promise<ImageSource>): Promise<ImageSource> {
	const folder = await mkdtemp(path.join(tmpdir(), 'layerscope-hostile-'));
	try {
		const source = await open(folder);
		return {
			...source,
			async close() {
				await source.close();
				await rm(folder, {recursive: true});
			},
		};
	} catch (error) {
		await rm(folder, {recursive: true});
		throw error;
	}
}
