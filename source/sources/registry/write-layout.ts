import {constants} from 'node:fs';
import {
	chmod, copyFile, mkdir, readdir, stat, writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import {LayerscopeError, messageOf} from '../../errors.ts';
import type {Digest} from '../../image/digest.ts';
import {field, type JsonObject} from '../../image/json.ts';
import {blobName} from '../blob-names.ts';
import type {FetchedImage} from './fetch-image.ts';
import {imageEntry} from './image-entry.ts';
import {asOciManifest} from './oci-manifest.ts';
import {
	annotationOf, entriesOf, nameAnnotation, readIndex, replaceFile, tagAnnotation, writeIndex, type IndexEntry,
} from './layout-index.ts';

type Target = {
	readonly folder: string;
	/** What the image is called in there; its tag where it isn't given. */
	readonly tag: string | undefined;
	/** Whether it may take a name that another image has there. */
	readonly isForced: boolean;
};

/** Checks that a folder can take an image: it isn't there, is empty, or holds a layout. Throws a usage error. */
export async function checkLayout({folder}: Target): Promise<void> {
	const names = await readdir(folder).catch((error: unknown): string[] => {
		const {code} = error as NodeJS.ErrnoException;
		if (code === 'ENOENT') {
			return [];
		}

		throw code === 'ENOTDIR'
			? new LayerscopeError('usage', `${folder} is a file, not the folder of an OCI layout.`, {advice: 'Name another folder, or an archive as FILE.tar.', cause: error})
			: writeError(folder, error);
	});
	if (names.length > 0 && !names.includes('oci-layout')) {
		throw new LayerscopeError('usage', `${folder} is neither empty nor an OCI layout.`, {advice: 'Name another folder, or one that isn\'t there yet.'});
	}
}

/**
Adds an image to the OCI layout in a folder, which is made where it isn't there. Whatever else it holds stays, but for the image of the same name.
Its index is written last, so that it never lists what isn't there. Gives the digest of the image's manifest there. Throws a `LayerscopeError`.
*/
export async function writeLayout(image: FetchedImage, target: Target): Promise<Digest> {
	const {folder} = target;
	const manifest = asOciManifest(image.manifestDocument);
	try {
		await mkdir(folder, {recursive: true});
		const entry = imageEntry(image, manifest, target.tag);
		checkName(entriesOf(await readIndex(folder)), entry, target);
		for (const [digest, file] of image.files) {
			await addBlob(folder, digest, async temporary => copy(file, temporary));
		}

		await addBlob(folder, image.manifest.config.digest, async temporary => writeFile(temporary, image.config));
		await addBlob(folder, manifest.digest, async temporary => writeFile(temporary, manifest.bytes));
		await replaceFile(path.join(folder, 'oci-layout'), async temporary => writeFile(temporary, '{"imageLayoutVersion":"1.0.0"}'));
		// Somebody else may have added to it meanwhile.
		const index = await readIndex(folder);
		await writeIndex(folder, index, [...entriesOf(index).filter(other => !isReplaced(other, entry)), entry]);
		return manifest.digest;
	} catch (error) {
		throw error instanceof LayerscopeError ? error : writeError(folder, error);
	}
}

async function addBlob(folder: string, digest: Digest, write: (temporary: string) => Promise<void>): Promise<void> {
	const file = path.join(folder, blobName(digest, false));
	await mkdir(path.dirname(file), {recursive: true});
	await replaceFile(file, write);
}

// Where the file system can, a copy takes no room.
async function copy(from: string, to: string): Promise<void> {
	await writeFile(to, '');
	const {mode} = await stat(to);
	await copyFile(from, to, constants.COPYFILE_FICLONE);
	// Nobody else may read the cache, but a layout is for whoever its owner lets.
	await chmod(to, mode);
}

function checkName(entries: readonly IndexEntry[], entry: IndexEntry, {folder, isForced}: Target): void {
	const tag = annotationOf(entry, tagAnnotation);
	const other = entries.find(other => tag !== undefined && annotationOf(other, tagAnnotation) === tag);
	const name = other && annotationOf(other, nameAnnotation);
	if (name !== undefined && name !== annotationOf(entry, nameAnnotation) && !isForced) {
		throw new LayerscopeError('usage', `${folder} has another image by the name ${tag}: ${name}.`, {
			advice: `Give it another name, such as oci:${folder}:other, or replace that one with --force.`,
		});
	}
}

function isReplaced(other: IndexEntry, entry: IndexEntry): boolean {
	const tag = annotationOf(entry, tagAnnotation);
	const theirs = annotationOf(other, tagAnnotation);
	return theirs === tag && (tag !== undefined || annotationOf(other, nameAnnotation) === annotationOf(entry, nameAnnotation) || isSame(other, entry));
}

function isSame(one: JsonObject, other: JsonObject): boolean {
	return field(one, 'digest') === field(other, 'digest') && annotationOf(one, nameAnnotation) === undefined;
}

function writeError(folder: string, cause: unknown): LayerscopeError {
	return new LayerscopeError('usage', `${folder} can't be written: ${messageOf(cause)}.`, {advice: 'Choose another place with --to.', cause});
}
