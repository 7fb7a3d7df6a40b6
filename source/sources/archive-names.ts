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
