import {Buffer} from 'node:buffer';
import path from 'node:path';
import {randomBytes} from 'node:crypto';
import {
	readFile, rename, rm, stat, writeFile,
} from 'node:fs/promises';
import {LayerscopeError} from '../../errors.ts';
import type {Digest} from '../../image/digest.ts';
import {
	asArray, asObject, field, isObject, parseJson, type JsonObject,
} from '../../image/json.ts';
import {documentLimit, documentTooLarge} from '../file-set.ts';

/** What an index says of a manifest, as JSON; fields that nobody here knows stay in it. */
export type IndexEntry = JsonObject;

export const nameAnnotation = 'io.containerd.image.name';
export const tagAnnotation = 'org.opencontainers.image.ref.name';

const indexFile = 'index.json';

/** A manifest's entry in an index. */
export function indexEntry(
	{mediaType, digest, size}: {readonly mediaType: string; readonly digest: Digest; readonly size: number},
	annotations: Readonly<Record<string, string>>,
	more: Readonly<Record<string, unknown>> = {},
): IndexEntry {
	return {
		mediaType, digest, size, ...more, annotations,
	};
}

/** An annotation of an entry. */
export function annotationOf(entry: IndexEntry, name: string): string | undefined {
	const annotations = field(entry, 'annotations');
	const value = isObject(annotations) ? field(annotations, name) : undefined;
	return typeof value === 'string' ? value : undefined;
}

/** The index of a layout; `undefined` where it has none. Throws a `LayerscopeError` for one that can't be read. */
export async function readIndex(folder: string): Promise<JsonObject | undefined> {
	const file = path.join(folder, indexFile);
	const facts = await stat(file).catch(absent);
	if (facts !== undefined && facts.size > documentLimit) {
		throw documentTooLarge(file, facts.size);
	}

	const bytes = await readFile(file).catch(absent);
	return bytes && asObject(parseJson(bytes, file), file);
}

/** The entries of an index, as they are. Throws a `LayerscopeError` where it isn't one. */
export function entriesOf(index: JsonObject | undefined): readonly IndexEntry[] {
	return asArray(index && field(index, 'manifests'), 'index.json').map(entry => asObject(entry, 'index.json'));
}

/** Writes the index of a layout, whole or not at all; whatever else it said stays in it. */
export async function writeIndex(folder: string, before: JsonObject | undefined, entries: readonly IndexEntry[]): Promise<void> {
	const index = {
		schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', ...before, manifests: entries,
	};
	const bytes = Buffer.from(JSON.stringify(index));
	if (bytes.length > documentLimit) {
		throw new LayerscopeError('usage', `The index of ${folder} would become larger than 4 MiB.`, {advice: 'Write to another folder.'});
	}

	await replaceFile(path.join(folder, indexFile), async temporary => writeFile(temporary, bytes));
}

/** Makes a file whole or not at all: `write` is given another name beside it. Throws what the system says. */
export async function replaceFile(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
	const temporary = `${file}.${randomBytes(6).toString('hex')}.part`;
	try {
		await write(temporary);
		await rename(temporary, file);
	} catch (error) {
		await rm(temporary, {force: true}).catch(() => undefined);
		throw error;
	}
}

function absent(error: NodeJS.ErrnoException): undefined {
	if (error.code !== 'ENOENT') {
		throw error;
	}
}
