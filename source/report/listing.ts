import type {Asked} from '../image/asked-facts.ts';
import {changeAt} from '../image/changes.ts';
import type {Lifetimes} from '../image/lifetimes.ts';
import {childNodes, nodePath} from '../image/nodes.ts';
import {sortByName} from '../image/sort-by-name.ts';
import {type VersionFacts, versionAt, versionFacts} from '../image/versions.ts';
import {escapeBytes, ownText, type SafeText} from '../text/escape.ts';
import {formatMode, formatTime} from '../text/format.ts';
import {jsonText, textFields} from './json-text.ts';

/** What `ls` is asked for. */
export type ListingOptions = {
	/** The file or directory to list. */
	readonly node: number;
	/** Counted from 0. */
	readonly layer: number;
	readonly isRecursive: boolean;
	/** A directory's own row is wanted too, as its content would be extracted. */
	readonly withItself?: boolean;
	/** What was asked of a container so far. */
	readonly asked?: Asked;
};

/** The nodes that are there at a layer: what a directory holds (everything below with `isRecursive`), or the file itself; parents first, by the bytes of their names. */
export function * listNodes(lifetimes: Lifetimes, {
	node, layer, isRecursive, withItself, asked,
}: ListingOptions): Generator<number, void> {
	if (withItself === true || !isDirectoryAt(lifetimes, node, layer, asked)) {
		yield node;
	}

	const waiting = childrenAt(lifetimes, node, layer);
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		yield next;
		if (isRecursive && isDirectoryAt(lifetimes, next, layer)) {
			for (const child of childrenAt(lifetimes, next, layer)) {
				waiting.push(child);
			}
		}
	}
}

function isDirectoryAt(lifetimes: Lifetimes, node: number, layer: number, asked?: Asked): boolean {
	return versionFacts(lifetimes, versionAt(lifetimes, node, layer), asked).type === 'directory';
}

// The last name first, as a stack wants them.
function childrenAt(lifetimes: Lifetimes, node: number, layer: number): number[] {
	const there = Int32Array.from([...childNodes(lifetimes, node)].filter(child => versionAt(lifetimes, child, layer) !== -1));
	return [...sortByName(lifetimes, there)].toReversed();
}

/** One row of `ls --json`; its fields are documented in the readme and stable. */
export function listingRow(lifetimes: Lifetimes, node: number, {layer, asked}: Pick<ListingOptions, 'layer' | 'asked'>): Record<string, unknown> {
	const facts = versionFacts(lifetimes, versionAt(lifetimes, node, layer), asked);
	return {
		...textFields('path', nodePath(lifetimes, node)),
		type: facts.type === 'unknown' ? null : facts.type,
		...(facts.type === 'other' ? {typeflag: String.fromCodePoint(facts.typeflag)} : {}),
		mode: facts.mode?.toString(8).padStart(4, '0') ?? null,
		uid: facts.uid ?? null,
		gid: facts.gid ?? null,
		size: facts.size ?? null,
		mtime: facts.mtime ?? null,
		...(facts.target.length > 0 ? textFields('target', facts.target) : {target: null}),
		layer: facts.layer,
		change: changeAt(lifetimes, node, layer),
	};
}

/** The rows of `ls --json` as one JSON array, piece by piece. */
export function * jsonListing(lifetimes: Lifetimes, options: ListingOptions): Generator<string, void> {
	yield * jsonArray(listNodes(lifetimes, options), node => listingRow(lifetimes, node, options));
}

/** A JSON array with one element a line, piece by piece, so that a million rows need no memory. */
export function * jsonArray<Item>(items: Iterable<Item>, row: (item: Item) => unknown): Generator<string, void> {
	let separator = '[\n';
	for (const item of items) {
		yield `${separator}${jsonText(row(item))}`;
		separator = ',\n';
	}

	yield separator === '[\n' ? '[]\n' : '\n]\n';
}

/** The rows of `ls` as text, as `ls -l` shows them: mode, owner, size, time in UTC, path, link target. */
export function * textListing(lifetimes: Lifetimes, options: ListingOptions): Generator<string, void> {
	for (const node of listNodes(lifetimes, options)) {
		const facts = versionFacts(lifetimes, versionAt(lifetimes, node, options.layer), options.asked);
		yield `${factColumns(facts)} ${escapeBytes(nodePath(lifetimes, node))}${targetSuffix(facts.type, facts.target)}\n`;
	}
}

type FactColumns = Pick<VersionFacts, 'type' | 'mode' | 'uid' | 'gid' | 'size' | 'device' | 'mtime'>;

const unknown = '·';
const modeWidth = 10;
const timeWidth = 16;

/** Mode, owner, size (a device's numbers) and time, aligned; `·` for what isn't known. */
export function factColumns({type, mode, uid, gid, size, device, mtime}: FactColumns): SafeText {
	const numbers = device === undefined ? unknown : `${Math.floor(device / (2 ** 20))}, ${device % (2 ** 20)}`;
	const amount = type.endsWith('-device') ? numbers : String(size ?? unknown);
	const owner = uid === undefined || gid === undefined ? unknown : `${uid}:${gid}`;
	const permissions = mode === undefined ? unknown.padEnd(modeWidth) : formatMode(type, mode);
	const time = mtime === undefined ? unknown.padEnd(timeWidth) : formatTime(mtime);
	return ownText(`${permissions} ${owner.padEnd(9)} ${amount.padStart(11)} ${time}`);
}

/** Where a link leads, behind its name; empty for anything else. */
export function targetSuffix(type: string, target: Uint8Array): SafeText {
	return ownText(type === 'symlink' || type === 'hardlink' ? ` ${type === 'symlink' ? '->' : '=>'} ${escapeBytes(target)}` : '');
}
