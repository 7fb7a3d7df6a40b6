import {Buffer} from 'node:buffer';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {TestContext} from 'node:test';
import type {LoadedImage} from '../../source/image/loaded-image.ts';
import type {ImageSource, SourceEvent} from '../../source/sources/image-source.ts';
import {loadImage} from '../../source/sources/load-image.ts';
import {openSource, type OpenOptions} from '../../source/sources/open-source.ts';
import {parseSourceSpec} from '../../source/sources/source-spec.ts';
import {tarOf, type ArchiveFile} from './image-builder-archives.ts';

type Wishes = {readonly platform?: string; readonly image?: string; readonly verify?: boolean};

/** A directory for one test, removed after it. */
export async function temporaryDirectory(context: TestContext): Promise<string> {
	const directory = await mkdtemp(path.join(tmpdir(), 'layerscope-test-'));
	context.after(async () => rm(directory, {recursive: true}));
	return directory;
}

/** Writes an archive into a directory of the test, and gives its path. */
export async function writeArchive(context: TestContext, files: readonly ArchiveFile[] | Uint8Array, name = 'image.tar'): Promise<string> {
	const file = path.join(await temporaryDirectory(context), name);
	await writeFile(file, files instanceof Uint8Array ? files : await tarOf(files));
	return file;
}

/** Opens what an IMAGE argument names, closed after the test. */
export async function open(context: TestContext, argument: string, {platform, image, verify = false}: Wishes = {}): Promise<ImageSource> {
	const options: OpenOptions = {
		selection: {platform, image}, pull: 'never', spool: false, verify,
	};
	const source = await openSource(parseSourceSpec(argument), options);
	context.after(async () => source.close());
	return source;
}

/** Opens and loads an image. */
export async function load(context: TestContext, argument: string, wishes: Wishes = {}): Promise<LoadedImage> {
	return loadImage(await open(context, argument, wishes), {signal: new AbortController().signal});
}

/** All that a source tells until its end. */
export async function eventsOf(source: ImageSource): Promise<SourceEvent[]> {
	const events: SourceEvent[] = [];
	for await (const event of source.read(new AbortController().signal)) {
		events.push(event);
	}

	return events;
}

/** The content of an entry, as text. */
export async function contentOf(source: ImageSource, layer: number, offset: number): Promise<string> {
	const pieces: Uint8Array[] = [];
	for await (const event of source.content({layer, offset}, new AbortController().signal)) {
		if (event.type === 'bytes') {
			pieces.push(event.bytes);
		}
	}

	return Buffer.concat(pieces).toString();
}
