import {nothingAsked, type Asked, type AskedFacts} from './asked-facts.ts';
import {
	type EntryType, entryTarget, entryType, type LayerIndex, typeCodes, unknownMode,
} from './layer-index.ts';
import {type Lifetimes, versionFlags} from './lifetimes.ts';

/** All that a container or a person can know of one version of a path. */
export type VersionFacts = {
	readonly type: EntryType;
	readonly typeflag: number;
	/** Permission bits with setuid, setgid and sticky (07777). Like the next, `undefined` where a container changed it and nobody told. */
	readonly mode: number | undefined;
	readonly uid: number | undefined;
	readonly gid: number | undefined;
	/** Content bytes; a hard link's are those of the content it shares. */
	readonly size: number | undefined;
	/** Seconds since the epoch; 0 for an implicit directory. */
	readonly mtime: number | undefined;
	/** Of a symbolic or hard link, as stored and untrusted; else empty. */
	readonly target: Uint8Array;
	/** major × 2^20 + minor of a device; else 0. */
	readonly device: number | undefined;
	/** Where this version really comes from: a directory that is listed again unchanged is from the layer that last changed it. */
	readonly layer: number;
	readonly implicit: boolean;
	readonly disputed: boolean;
};

/** What a container sees of a directory that no layer lists: root's, 0755. */
export const implicitDirectory = {
	type: 'directory', typeflag: 0x35, mode: 0o755, uid: 0, gid: 0, mtime: 0, target: new Uint8Array(0), device: 0,
} as const;

/** The version of a node that is there at a layer, or -1 where nothing is. */
export function versionAt(lifetimes: Lifetimes, node: number, layer: number): number {
	const {from, until, older} = lifetimes;
	let version = lifetimes.newest[node]!;
	while (version !== -1 && !(from[version]! <= layer && layer < until[version]!)) {
		version = older[version]!;
	}

	return version;
}

/** The first version that a layer or one above it gave; `versionCount` where there is none. Versions are in the order of their layers. */
export function firstVersionOf({from, versionCount}: Lifetimes, layer: number): number {
	let low = 0;
	let high = versionCount;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (from[middle]! < layer) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	return low;
}

/** The next older version that was ever visible, or -1. */
export function olderVisible(lifetimes: Lifetimes, version: number): number {
	let older = lifetimes.older[version]!;
	while (older !== -1 && lifetimes.from[older] === lifetimes.until[older]) {
		older = lifetimes.older[older]!;
	}

	return older;
}

/** The version whose entry holds the content: hard links are followed to it, anything else is its own. */
export function contentVersion(lifetimes: Lifetimes, version: number): number {
	let content = version;
	while (lifetimes.links[content] !== -1) {
		content = lifetimes.links[content]!;
	}

	return content;
}

/** Where a version is listed; entry -1 where no entry lists it. */
export function entryOf(lifetimes: Lifetimes, version: number): {readonly layer: number; readonly entry: number} {
	return {layer: lifetimes.from[version]!, entry: lifetimes.entries[version]!};
}

/** The facts of a version, as an object of its own: for what is shown, not for loops over a whole image. `asked` adds what was asked of a container. */
export function versionFacts(lifetimes: Lifetimes, version: number, asked: Asked = nothingAsked): VersionFacts {
	const described = describedBy(lifetimes, version);
	const entry = lifetimes.entries[described]!;
	const own = entry === -1 ? implicitDirectory : entryFacts(lifetimes.layers[lifetimes.from[described]!]!, entry);
	return {
		...own,
		size: known(contentSize(lifetimes, contentVersion(lifetimes, version))),
		...askedFacts(asked.get(version)),
		layer: originOf(lifetimes, version),
		implicit: entry === -1,
		disputed: (lifetimes.flags[version]! & versionFlags.disputed) !== 0,
	};
}

/** Whether it isn't known what a version is, since nobody asked yet. */
export function isUnknown(lifetimes: Lifetimes, version: number): boolean {
	const entry = lifetimes.entries[version]!;
	return entry !== -1 && lifetimes.layers[lifetimes.from[version]!]!.types[entry] === typeCodes.unknown;
}

/** Whether a version is a directory, listed or implicit; of what isn't known, not. */
export function isDirectory(lifetimes: Lifetimes, version: number): boolean {
	const entry = lifetimes.entries[version]!;
	return entry === -1 || lifetimes.layers[lifetimes.from[version]!]!.types[entry] === typeCodes.directory;
}

/** The content bytes that a version's own entry ships; 0 for anything that isn't a file, NaN where it isn't known. */
export function contentSize(lifetimes: Lifetimes, version: number): number {
	const entry = lifetimes.entries[version]!;
	return entry === -1 ? 0 : lifetimes.layers[lifetimes.from[version]!]!.sizes[entry]!;
}

/** The version that says what a version looks like: itself, or the one below where its layer only made it opaque. */
export function describedBy(lifetimes: Lifetimes, version: number): number {
	let described = version;
	while (lifetimes.entries[described] === -1 && (lifetimes.flags[described]! & versionFlags.implicit) === 0) {
		described = olderVisible(lifetimes, described);
	}

	return described;
}

function originOf(lifetimes: Lifetimes, version: number): number {
	let origin = version;
	while ((lifetimes.flags[origin]! & versionFlags.relisted) !== 0) {
		origin = olderVisible(lifetimes, origin);
	}

	return lifetimes.from[origin]!;
}

function entryFacts(index: LayerIndex, entry: number) {
	return {
		type: entryType(index, entry),
		typeflag: index.typeflags[entry]!,
		mode: index.modes[entry] === unknownMode ? undefined : index.modes[entry]!,
		uid: known(index.uids[entry]!),
		gid: known(index.gids[entry]!),
		mtime: known(index.mtimes[entry]!),
		target: entryTarget(index, entry),
		device: index.devices[entry]!,
	};
}

function known(value: number): number | undefined {
	return Number.isNaN(value) ? undefined : value;
}

function askedFacts(facts: AskedFacts | undefined) {
	// Which device it is, only a tar of it would tell.
	return facts && {...facts, device: facts.type.endsWith('-device') ? undefined : 0};
}
