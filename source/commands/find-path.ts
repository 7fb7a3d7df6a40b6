import {Buffer} from 'node:buffer';
import {LayerscopeError} from '../errors.ts';
import {nothingAsked, type Asked, type AskedFacts} from '../image/asked-facts.ts';
import type {Lifetimes} from '../image/lifetimes.ts';
import {nodePath} from '../image/nodes.ts';
import {resolvePath} from '../image/resolve-path.ts';
import {
	contentVersion, entryOf, versionAt, versionFacts,
} from '../image/versions.ts';
import type {ContentRequest, ImageSource} from '../sources/image-source.ts';

const reasons = {missing: 'There is no', 'not-a-directory': 'No directory is', loop: 'Links go round in circles at'} as const;

/** Where a path is looked for. */
export type PathSearch = {
	/** Is asked what a container put there. */
	readonly source: ImageSource;
	readonly lifetimes: Lifetimes;
	readonly layer: number;
	readonly signal: AbortSignal;
};

/** Where a path leads, and what was asked on the way there. */
export type FoundPath = {readonly node: number; readonly asked: Asked};

/** The node that a path leads to at a layer, links followed as a container would. Throws a not-found error that names where the way ends. */
export async function findPath({source, lifetimes, layer, signal}: PathSearch, path: Uint8Array): Promise<FoundPath> {
	const asked = new Map<number, AskedFacts>();
	for (;;) {
		const found = resolvePath(lifetimes, path, layer, {followLast: true, asked});
		if (found.kind === 'found') {
			return {node: found.node, asked};
		}

		if (found.kind !== 'unknown' || source.ask === undefined) {
			throw notFound(found.kind === 'unknown' ? {kind: 'missing', at: nodePath(lifetimes, found.node)} : found, layer);
		}

		const version = versionAt(lifetimes, found.node, layer);
		asked.set(version, await source.ask(requestOf(lifetimes, version), signal));
	}
}

function notFound({kind, at}: {readonly kind: keyof typeof reasons; readonly at: Uint8Array}, layer: number): LayerscopeError {
	return new LayerscopeError('not-found', `${reasons[kind]} ${Buffer.from(at).toString()} in the image after layer ${layer}.`, {advice: 'List what is there with `layerscope ls`.'});
}

/** The bytes of a path argument; a leading slash may be left out. */
export function pathBytes(path: string): Uint8Array {
	return Buffer.from(path.startsWith('/') ? path : `/${path}`);
}

type AskedPlace = {readonly layer: number; readonly asked?: Asked};

/** Where the content of a file lies. Throws a usage error for anything that has none, a not-found one for a link to nothing. */
export function contentPlace(lifetimes: Lifetimes, node: number, {layer, asked = nothingAsked}: AskedPlace): ContentRequest {
	const version = versionAt(lifetimes, node, layer);
	const content = contentVersion(lifetimes, version);
	const {type} = versionFacts(lifetimes, content, asked);
	const path = Buffer.from(nodePath(lifetimes, node)).toString();
	if (type === 'hardlink') {
		throw new LayerscopeError('not-found', `${path} is a hard link to something that isn't there.`, {layer});
	}

	if (type !== 'file' && type !== 'other') {
		throw new LayerscopeError('usage', `${path} is a ${type}, which has no content.`, {advice: type === 'directory' ? 'List it with `layerscope ls`, or extract it as a tar.' : 'Name a file.'});
	}

	return requestOf(lifetimes, content);
}

function requestOf(lifetimes: Lifetimes, version: number): ContentRequest {
	const {layer, entry} = entryOf(lifetimes, version);
	return {layer, offset: lifetimes.layers[layer]!.offsets[entry]!};
}
