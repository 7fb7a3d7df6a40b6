import {LayerscopeError} from '../errors.ts';

/** What the IMAGE argument names, before anything is opened. */
export type SourceSpec =
	/** `isPlain` where nothing says that an engine is meant: without one it may be a registry's. */
	| {readonly kind: 'docker'; readonly reference: string; readonly isPlain?: true}
	/** An image of a registry, without an engine. */
	| {readonly kind: 'registry'; readonly reference: string}
	/** Its name or ID. */
	| {readonly kind: 'container'; readonly name: string}
	| {readonly kind: 'archive'; readonly path: string}
	| {readonly kind: 'oci'; readonly directory: string; readonly tag: string | undefined}
	| {readonly kind: 'rootfs'; readonly path: string}
	/** A file or a directory: which, is seen when it is opened. */
	| {readonly kind: 'path'; readonly path: string}
	| {readonly kind: 'stdin'}
	| {readonly kind: 'sample'};

const archiveName = /\.(?:tar|tar\.gz|tgz|tar\.zst)$/i;

/** Reads the IMAGE argument by its grammar alone. Throws a usage error for an empty one or a scheme without a name. */
export function parseSourceSpec(argument: string): SourceSpec {
	if (argument.trim() === '') {
		throw new LayerscopeError('usage', 'The image has no name.', {advice: 'Give a reference such as nginx:1.27, a path, or - for standard input.'});
	}

	return parseScheme(argument) ?? parsePlain(argument);
}

function parseScheme(argument: string): SourceSpec | undefined {
	const match = /^(docker|registry|container|archive|oci|rootfs):(.*)$/s.exec(argument);
	const [, scheme, rest] = match ?? [];
	if (scheme === undefined || rest === undefined) {
		return undefined;
	}

	if (scheme === 'docker' || scheme === 'registry') {
		return parseNamed(scheme, rest);
	}

	if (scheme === 'container') {
		return parseContainer(rest);
	}

	if (rest === '') {
		throw new LayerscopeError('usage', `'${argument}' names no file.`, {advice: `Write it as ${scheme}:${scheme === 'oci' ? 'DIRECTORY[:TAG]' : 'FILE'}.`});
	}

	switch (scheme) {
		case 'archive': {
			return {kind: 'archive', path: rest};
		}

		case 'rootfs': {
			return {kind: 'rootfs', path: rest};
		}

		default: {
			return parseLayout(rest);
		}
	}
}

// `docker:dind` and `registry:2` are images that people use; only a name that can't be a tag makes `docker:` a scheme.
function parseNamed(kind: 'docker' | 'registry', rest: string): SourceSpec | undefined {
	const reference = rest.startsWith('//') ? rest.slice(2) : rest;
	if (reference === '') {
		throw new LayerscopeError('usage', `${kind}: names no image.`, {advice: `Write it as ${kind}://nginx:1.27.`});
	}

	return rest.startsWith('//') || /[/:@]/.test(rest) ? {kind, reference} : undefined;
}

// The name that engines give a container has a slash before it.
function parseContainer(rest: string): SourceSpec {
	const name = rest.replace(/^\//, '');
	if (!/^[a-z\d][\w.-]*$/i.test(name)) {
		throw new LayerscopeError('usage', rest === '' ? 'container: names no container.' : `'${rest}' can't be a container's name.`, {advice: 'Write it as container:NAME or container:ID; an image of that name is docker://container.'});
	}

	return {kind: 'container', name};
}

function parseLayout(rest: string): SourceSpec {
	const colon = rest.lastIndexOf(':');
	const tag = rest.slice(colon + 1);
	return colon > 0 && tag !== '' && !tag.includes('/')
		? {kind: 'oci', directory: rest.slice(0, colon), tag}
		: {kind: 'oci', directory: rest.replace(/:$/, ''), tag: undefined};
}

function parsePlain(argument: string): SourceSpec {
	if (argument === '-') {
		return {kind: 'stdin'};
	}

	const isPath = /^(?:\.{0,2}|~)(?:\/|$)/.test(argument) || archiveName.test(argument);
	return isPath ? {kind: 'path', path: argument} : {kind: 'docker', reference: argument, isPlain: true};
}
