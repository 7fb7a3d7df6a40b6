import {LayerscopeError} from '../errors.ts';

const decoder = new TextDecoder();

/** The name of a file inside an archive, cleaned: no `.`, no empty parts, no leading slash, and `..` never above the root. */
export function cleanName(name: string): string {
	const parts: string[] = [];
	for (const part of name.split('/')) {
		if (part === '..') {
			parts.pop();
		} else if (part !== '' && part !== '.') {
			parts.push(part);
		}
	}

	return parts.join('/');
}

/** The cleaned name of a file that an archive's manifest names. Throws a `LayerscopeError` for one that leads out of the archive, which no tool writes. */
export function namedInside(name: string): string {
	if (isOutside(name) || name.startsWith('/') || name.includes('\0')) {
		throw new LayerscopeError('unreadable', `manifest.json names the file ${JSON.stringify(name.slice(0, 200))}, which isn't inside of the archive.`, {
			advice: 'Don\'t trust the image; ask whoever built it.',
		});
	}

	return cleanName(name);
}

function isOutside(name: string): boolean {
	let depth = 0;
	for (const part of name.split('/')) {
		depth += part === '..' ? -1 : Number(part !== '' && part !== '.');
		if (depth < 0) {
			return true;
		}
	}

	return false;
}

/** A name or link target as text; bytes that aren't UTF-8 are replaced, since no image archive has such names. */
export function nameOf(bytes: Uint8Array): string {
	return decoder.decode(bytes);
}

/** The cleaned name that a link in an archive leads to: a symbolic one counts from its own directory, a hard one from the root. */
export function linkTarget(name: string, target: string, isSymbolic: boolean): string {
	const directory = name.slice(0, name.lastIndexOf('/') + 1);
	return cleanName(isSymbolic && !target.startsWith('/') ? directory + target : target);
}

const mostLinks = 16;

/** Follows links by name until something else is named; `undefined` where they go round in circles. */
export function followLinks(name: string, links: ReadonlyMap<string, string>): string | undefined {
	let current = name;
	for (let steps = 0; steps <= mostLinks; steps++) {
		const next = links.get(current);
		if (next === undefined) {
			return current;
		}

		current = next;
	}

	return undefined;
}
