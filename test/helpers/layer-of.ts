import {type EntryType, type LayerIndex, typeCodes} from '../../source/image/layer-index.ts';

/** A tar entry as a test writes it down; a file's size is the length of its content unless it is given. */
export type TestEntry = {
	readonly type: EntryType;
	readonly name: string | Uint8Array;
	readonly content?: string;
	readonly size?: number;
	readonly mode?: number;
	readonly uid?: number;
	readonly gid?: number;
	readonly mtime?: number;
	readonly target?: string;
	readonly major?: number;
	readonly minor?: number;
	readonly xattrs?: string;
};

export const directory = (name: string, facts: Partial<TestEntry> = {}): TestEntry => ({
	type: 'directory', name, mode: 0o755, ...facts,
});
export const file = (name: string | Uint8Array, content = '', facts: Partial<TestEntry> = {}): TestEntry => ({
	type: 'file', name, content, ...facts,
});
export const symlink = (name: string, target: string): TestEntry => ({
	type: 'symlink', name, target, mode: 0o777,
});
export const hardlink = (name: string, target: string): TestEntry => ({type: 'hardlink', name, target});
export const whiteout = (name: string): TestEntry => file(name);

const typeflags = '05213467';

/** The index of a layer that has these entries, in this order. */
export function layerOf(...entries: readonly TestEntry[]): LayerIndex {
	const names = entries.flatMap(entry => [bytesOf(entry.name), bytesOf(entry.target ?? '')]);
	const starts = startsOf(names);
	const blobTexts = [...new Set(['', ...entries.map(entry => entry.xattrs ?? '')])];
	const blobs = blobTexts.map(blob => bytesOf(blob));
	const blobStarts = startsOf(blobs);
	return {
		count: entries.length,
		types: Uint8Array.from(entries, entry => typeCodes[entry.type]),
		typeflags: Uint8Array.from(entries, entry => typeflags.codePointAt(typeCodes[entry.type])!),
		modes: Uint16Array.from(entries, entry => entry.mode ?? 0o644),
		uids: Float64Array.from(entries, entry => entry.uid ?? 0),
		gids: Float64Array.from(entries, entry => entry.gid ?? 0),
		sizes: Float64Array.from(entries, entry => entry.type === 'file' ? entry.size ?? bytesOf(entry.content ?? '').length : 0),
		mtimes: Float64Array.from(entries, entry => entry.mtime ?? 0),
		offsets: Float64Array.from(entries, (_, entry) => entry * 1024),
		devices: Uint32Array.from(entries, entry => ((entry.major ?? 0) * (2 ** 20)) + (entry.minor ?? 0)),
		xattrs: Uint32Array.from(entries, entry => blobTexts.indexOf(entry.xattrs ?? '')),
		nameStarts: Uint32Array.from({length: entries.length + 1}, (_, entry) => starts[entry * 2]!),
		linkStarts: Uint32Array.from(entries, (_, entry) => starts[(entry * 2) + 1]!),
		names: concatenated(names),
		xattrStarts: Uint32Array.from(blobStarts),
		xattrBytes: concatenated(blobs),
		length: entries.length * 1024,
	};
}

/** Where each part starts when they stand one after another, and where the last one ends. */
function startsOf(parts: readonly Uint8Array[]): number[] {
	const starts = [0];
	for (const [at, part] of parts.entries()) {
		starts.push(starts[at]! + part.length);
	}

	return starts;
}

function bytesOf(text: string | Uint8Array): Uint8Array {
	return typeof text === 'string' ? new TextEncoder().encode(text) : text;
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
	return Uint8Array.from(parts.flatMap(part => [...part]));
}
