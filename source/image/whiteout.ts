import type {Name} from './name.ts';

const dot = 0x2E;
const prefix = Uint8Array.from('.wh.', character => character.codePointAt(0)!);
const opaqueName = Uint8Array.from('.wh..wh..opq', character => character.codePointAt(0)!);

/** The name that a whiteout hides. */
export function hiddenName({bytes, start, end}: Name): Name {
	return {bytes, start: start + prefix.length, end};
}

/**
What a base name says (OCI image-spec, layer.md, Whiteouts): hide a name, make the directory opaque, aufs's own metadata
(`.wh..wh.plnk`, which no engine unpacks), or nothing that could be a name.
*/
export type WhiteoutKind = 'none' | 'hides' | 'opaque' | 'metadata' | 'malformed';

/** The kind of a base name. */
export function whiteoutKind({bytes, start, end}: Name): WhiteoutKind {
	// Hardly any name begins with a dot, and every name is looked at.
	if (bytes[start] !== dot || !startsWith(bytes, start, end, prefix)) {
		return 'none';
	}

	const hidden = start + prefix.length;
	if (startsWith(bytes, hidden, end, prefix)) {
		return end - start === opaqueName.length && startsWith(bytes, start, end, opaqueName) ? 'opaque' : 'metadata';
	}

	return isNoName(bytes, hidden, end) ? 'malformed' : 'hides';
}

function isNoName(bytes: Uint8Array, start: number, end: number): boolean {
	return end === start || (end - start <= 2 && bytes[start] === dot && bytes[end - 1] === dot);
}

function startsWith(bytes: Uint8Array, start: number, end: number, beginning: Uint8Array): boolean {
	if (end - start < beginning.length) {
		return false;
	}

	return beginning.every((byte, at) => bytes[start + at] === byte);
}
