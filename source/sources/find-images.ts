import {LayerscopeError} from '../errors.ts';
import {
	asObject, field, isObject, parseImageJson,
} from '../image/json.ts';
import {parseManifest} from '../image/manifest.ts';
import type {Warning} from '../image/warning.ts';
import {readArchiveItems} from './archive-items.ts';
import {imageWarning, type Candidate} from './candidate.ts';
import type {FileSet} from './file-set.ts';
import {readLayoutImages, type Beside, type LayoutImages} from './layout-images.ts';
import {digestOf} from './stored-config.ts';

/** The images of an archive or a layout. */
export type FoundImages = {
	readonly candidates: readonly Candidate[];
	/** What is listed besides, and can't be opened. */
	readonly beside: readonly Beside[];
	/** About the archive as a whole. */
	readonly warnings: readonly Warning[];
};

const notAnArchive = 'If it is the file system of a container, open it as rootfs:FILE; if Docker before 1.10 saved it, save it again.';

/**
Finds the images in `manifest.json` and `index.json`, and unites what both tell of the same image: each can lack some.
Throws a `LayerscopeError` where there is neither, with what to do `otherwise`, or nothing in them is an image.
*/
export async function findImages(files: FileSet, location: string, otherwise = notAnArchive): Promise<FoundImages> {
	const items = await parseDocument(files, 'manifest.json');
	const index = await parseDocument(files, 'index.json');
	if (items === undefined && index === undefined) {
		throw new LayerscopeError('unreadable', `${location} is no image: it has neither a manifest.json nor an index.json.`, {
			advice: otherwise,
		});
	}

	const layout = await readLayout(files, items, index);
	// Engines list an artifact in manifest.json as if it were an image.
	const artifacts = new Set(layout?.artifacts.map(({config}) => config));
	const listed = items === undefined || isObject(items) ? [] : await readArchiveItems(files, items, artifacts);
	const candidates = unite(layout?.candidates ?? [], listed);
	if (candidates.length === 0) {
		throw nothingFound(location, layout);
	}

	return {candidates, beside: layout?.beside ?? [], warnings: [...layout?.warnings ?? [], ...await checkLayoutFile(files, index !== undefined)]};
}

async function parseDocument(files: FileSet, name: string): Promise<unknown> {
	const bytes = await files.document(name);
	return bytes && parseImageJson(bytes, name);
}

async function readLayout(files: FileSet, items: unknown, index: unknown): Promise<LayoutImages | undefined> {
	if (index !== undefined) {
		const parsed = parseManifest(asObject(index, 'index.json'), 'index.json');
		if (parsed.kind === 'index') {
			return readLayoutImages(files, parsed.manifests);
		}

		throw new LayerscopeError('unreadable', 'index.json is no image index but a single manifest.', {advice: 'The layout was written by a faulty tool; copy the image again.'});
	}

	// The `dir:` format of skopeo has one manifest for a manifest.json, and blobs without folders.
	if (!isObject(items)) {
		return undefined;
	}

	const bytes = (await files.document('manifest.json'))!;
	const root = {
		digest: digestOf(bytes, undefined), size: bytes.length, mediaType: '', annotations: new Map<string, string>(), platform: undefined,
	};
	return readLayoutImages({
		document: async name => name === root.digest.slice('sha256:'.length) ? bytes : files.document(name),
	}, [root], true);
}

// Both tell of the same image where the config is the same; the index knows more of it.
function unite(indexed: readonly Candidate[], listed: readonly Candidate[]): readonly Candidate[] {
	const all = [...indexed];
	for (const candidate of listed) {
		const twin = candidate.config === undefined ? -1 : all.findIndex(other => other.config?.id === candidate.config!.id);
		const other = all[twin];
		if (other) {
			all[twin] = {...other, references: uniteReferences(candidate.references, other.references)};
		} else {
			all.push(candidate);
		}
	}

	return all;
}

// An index may give the tag alone (`1.27`) where manifest.json has the whole reference.
function uniteReferences(whole: readonly string[], others: readonly string[]): readonly string[] {
	const tags = new Set(whole.map(reference => reference.slice(reference.lastIndexOf(':') + 1)));
	return [...new Set([...whole, ...others.filter(other => !tags.has(other))])];
}

function nothingFound(location: string, layout: LayoutImages | undefined): LayerscopeError {
	if (layout && layout.artifacts.length > 0) {
		return new LayerscopeError('unreadable', `${location} holds no container image but an artifact of the type ${layout.artifacts[0]!.type}.`, {
			advice: 'Artifacts have no file system to show; use the tool that they were made with.',
		});
	}

	if (layout && layout.absent.length > 0) {
		return new LayerscopeError('unreadable', `${location} lists ${layout.absent.length} images, but the manifest of none is there.`, {
			advice: 'Save or copy the image again, with the platform that you need.',
		});
	}

	const [warning] = layout?.warnings ?? [];
	return new LayerscopeError('unreadable', `${location} lists no image.${warning === undefined ? '' : ` ${warning.message}`}`, {advice: 'Save the image again.'});
}

async function checkLayoutFile(files: FileSet, hasIndex: boolean): Promise<readonly Warning[]> {
	if (!hasIndex) {
		return [];
	}

	const bytes = await files.document('oci-layout');
	if (!bytes) {
		return [imageWarning('archive-irregular', 'The file oci-layout is missing, which an OCI layout must have.')];
	}

	const version = field(asObject(parseImageJson(bytes, 'oci-layout'), 'oci-layout'), 'imageLayoutVersion');
	return version === '1.0.0' ? [] : [imageWarning('archive-irregular', `The layout is of ${typeof version === 'string' ? `version ${version}` : 'no version'}, and 1.0.0 is known.`)];
}
