import {stat} from 'node:fs/promises';
import process from 'node:process';
import {openBlobStore, type BlobStore} from '../cache/blob-store.ts';
import {LayerscopeError} from '../errors.ts';
import {parsePlatform} from '../image/platform.ts';
import {parseReference} from '../image/reference.ts';
import type {Progress} from '../progress/progress.ts';
import {fetchImage, type FetchedImage} from '../sources/registry/fetch-image.ts';
import {imageArchive} from '../sources/registry/image-archive.ts';
import {checkLayout, writeLayout} from '../sources/registry/write-layout.ts';
import {parseSourceSpec} from '../sources/source-spec.ts';
import type {Context} from './context.ts';
import {writeTexts} from './output.ts';
import {changeLines, fetchedLine} from './pull-lines.ts';
import {registryReading} from './registry-reading.ts';
import {writeWhole} from './safe-file.ts';

type PullTo = {
	readonly references: readonly string[];
	/** `oci:DIR[:TAG]`, or a file. */
	readonly to: string;
	/** Whether a file, or another image of that name in a layout, is replaced. */
	readonly isForced: boolean;
};

type Target =
	| {readonly kind: 'layout'; readonly folder: string; readonly tag: string | undefined; readonly isForced: boolean}
	| {readonly kind: 'archive'; readonly file: string; readonly isForced: boolean};

/**
`layerscope pull --to`: images of registries into an OCI layout or an archive, without an engine, with a line on standard output for each change of
a layer's state. An archive is written whole or not at all. Throws a usage error before anything is fetched.
*/
export async function pullTo({references, to, isForced}: PullTo, context: Context): Promise<number> {
	const target = parseTarget(to, isForced);
	const wanted = [...new Set(references.map(text => withoutScheme(text)))];
	await checkWishes(wanted, target, context);
	const {blobs, warn} = registryReading(context);
	const store = await openBlobStore({folder: blobs, warn, log: context.engine.log ?? context.log});
	try {
		const fetched: Fetched[] = [];
		for (const text of wanted) {
			const one = await fetchOne(store, text, {context, isNamed: wanted.length > 1});
			fetched.push(one);
			if (target.kind === 'layout') {
				const digest = await writeLayout(one.image, target);
				await writeTexts(process.stdout, [`${fetchedLine(text, {...one, digest}, to)}\n`]);
			}
		}

		if (target.kind === 'archive') {
			await writeArchive(fetched, target);
			await writeTexts(process.stdout, fetched.map(one => `${fetchedLine(one.text, one, to)}\n`));
		}

		return 0;
	} finally {
		await store.close();
	}
}

// `registry:` is what it is anyway.
function withoutScheme(text: string): string {
	const spec = parseSourceSpec(text);
	return spec.kind === 'registry' ? spec.reference : text;
}

function parseTarget(to: string, isForced: boolean): Target {
	const spec = to.startsWith('oci:') ? parseSourceSpec(to) : undefined;
	if (spec?.kind === 'oci') {
		return {
			kind: 'layout', folder: spec.directory, tag: spec.tag, isForced,
		};
	}

	if (/\.(?:t?gz|zst|xz|bz2)$/i.test(to)) {
		throw new LayerscopeError('usage', `${to} would be no compressed archive: its layers are compressed already.`, {advice: 'Name it FILE.tar.'});
	}

	return {kind: 'archive', file: to, isForced};
}

async function checkWishes(wanted: readonly string[], target: Target, {selection}: Context): Promise<void> {
	for (const text of wanted) {
		parseReference(text);
	}

	if (selection.platform !== undefined) {
		parsePlatform(selection.platform);
	}

	if (target.kind === 'layout') {
		if (target.tag !== undefined && wanted.length > 1) {
			throw new LayerscopeError('usage', `--to oci:${target.folder}:${target.tag} is a name for one image, and ${wanted.length} are pulled.`, {advice: 'Leave the tag out: each keeps its own.'});
		}

		await checkLayout(target);
		return;
	}

	const present = await stat(target.file).catch(() => undefined);
	if (present?.isDirectory()) {
		throw new LayerscopeError('usage', `${target.file} is a directory.`, {advice: `Name a file, or write an OCI layout with --to oci:${target.file}`});
	}

	if (present !== undefined && !target.isForced) {
		throw isThere(target.file);
	}
}

function isThere(file: string): LayerscopeError {
	return new LayerscopeError('usage', `${file} is there already.`, {advice: 'Choose another name, or overwrite it with --force.'});
}

type Fetched = {readonly text: string; readonly image: FetchedImage; readonly progress: Progress | undefined};

async function fetchOne(store: BlobStore, text: string, {context, isNamed}: {readonly context: Context; readonly isNamed: boolean}): Promise<Fetched> {
	context.log(`pull ${text} without an engine`);
	const steps = fetchImage(store, {text, selection: context.selection, reading: registryReading(context)}, context.signal);
	let progress: Progress | undefined;
	for (;;) {
		const {done, value} = await steps.next();
		if (done) {
			return {text, image: value, progress};
		}

		const lines = changeLines(progress, value, isNamed);
		progress = value;
		await writeTexts(process.stdout, lines.map(line => `${line}\n`));
	}
}

async function writeArchive(fetched: readonly Fetched[], {file, isForced}: Extract<Target, {kind: 'archive'}>): Promise<void> {
	const result = await writeWhole(file, imageArchive(fetched.map(({image}) => image)), isForced);
	if (result.kind === 'exists') {
		throw isThere(file);
	}
}
