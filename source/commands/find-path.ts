import {Buffer} from 'node:buffer';
import {LayerscopeError} from '../errors.ts';
import type {Lifetimes} from '../image/lifetimes.ts';
import {nodePath} from '../image/nodes.ts';
import {resolvePath} from '../image/resolve-path.ts';
import {
	contentVersion, entryOf, versionAt, versionFacts,
} from '../image/versions.ts';
import type {ContentRequest} from '../sources/image-source.ts';

const reasons = {missing: 'There is no', 'not-a-directory': 'No directory is', loop: 'Links go round in circles at'} as const;

/** The node that a path leads to at a layer, links followed as a container would. Throws a not-found error that names where the way ends. */
export function findPath(lifetimes: Lifetimes, path: Uint8Array, layer: number): number {
	const found = resolvePath(lifetimes, path, layer, {followLast: true});
	if (found.kind === 'found') {
		return found.node;
	}

	throw new LayerscopeError('not-found', `${reasons[found.kind]} ${Buffer.from(found.at).toString()} in the image after layer ${layer}.`, {advice: 'List what is there with `layerscope ls`.'});
}

/** The bytes of a path argument; a leading slash may be left out. */
export function pathBytes(path: string): Uint8Array {
	return Buffer.from(path.startsWith('/') ? path : `/${path}`);
}

/** Where the content of a file lies. Throws a usage error for anything that has none, a not-found one for a link to nothing. */
export function contentPlace(lifetimes: Lifetimes, node: number, layer: number): ContentRequest {
	const version = versionAt(lifetimes, node, layer);
	const content = contentVersion(lifetimes, version);
	const {type} = versionFacts(lifetimes, content);
	const path = Buffer.from(nodePath(lifetimes, node)).toString();
	if (type === 'hardlink') {
		throw new LayerscopeError('not-found', `${path} is a hard link to something that isn't there.`, {layer});
	}

	if (type !== 'file' && type !== 'other') {
		throw new LayerscopeError('usage', `${path} is a ${type}, which has no content.`, {advice: type === 'directory' ? 'List it with `layerscope ls`, or extract it as a tar.' : 'Name a file.'});
	}

	const place = entryOf(lifetimes, content);
	return {layer: place.layer, offset: lifetimes.layers[place.layer]!.offsets[place.entry]!};
}
