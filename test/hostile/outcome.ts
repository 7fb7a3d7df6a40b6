import {setTimeout as wait} from 'node:timers/promises';
import {LayerscopeError} from '../../source/errors.ts';
import type {LoadedImage} from '../../source/image/loaded-image.ts';
import type {Lifetimes} from '../../source/image/lifetimes.ts';
import {nodePath} from '../../source/image/nodes.ts';
import {versionAt, versionFacts, type VersionFacts} from '../../source/image/versions.ts';
import type {ImageSource} from '../../source/sources/image-source.ts';
import {loadImage} from '../../source/sources/load-image.ts';
import type {Door} from './hostile-case.ts';
import {documentsOf, type HostileImage} from './hostile-image.ts';
import type {World} from './doors/world.ts';

/** What came of an image through a door: it was read, it was refused, or what must never be. */
export type Outcome =
	| {readonly kind: 'loaded'; readonly loaded: LoadedImage}
	| {readonly kind: 'refused'; readonly error: LayerscopeError}
	| {readonly kind: 'crashed'; readonly error: unknown}
	| {readonly kind: 'hung'; readonly seconds: number};

// Whoever was told to stop must do so within this; in milliseconds.
const grace = 2000;

/** Opens and reads an image through a door, until a deadline in seconds. */
export async function readThrough(world: World, door: Door, image: HostileImage, deadline: number): Promise<Outcome> {
	const abort = new AbortController();
	const over = new AbortController();
	const hung = wait(deadline * 1000, undefined, {signal: over.signal}).then(async (): Promise<Outcome> => {
		abort.abort(new Error('The deadline is over.'));
		return {kind: 'hung', seconds: deadline};
	});
	hung.catch(() => undefined);
	const reading = read(world, door, image, abort.signal);
	try {
		const outcome = await Promise.race([reading, hung]);
		if (outcome.kind === 'hung') {
			await Promise.race([reading, wait(grace)]);
		}

		return outcome;
	} finally {
		over.abort();
	}
}

async function read(world: World, door: Door, image: HostileImage, signal: AbortSignal): Promise<Outcome> {
	let source: ImageSource | undefined;
	try {
		source = await world.open(door, image, documentsOf(image));
		return {kind: 'loaded', loaded: await loadImage(source, {signal})};
	} catch (error) {
		return error instanceof LayerscopeError ? {kind: 'refused', error} : {kind: 'crashed', error};
	} finally {
		await source?.close();
	}
}

/** Bytes as a text that tells all of them apart: what isn't printable ASCII as `\xff`, a backslash as `\\`. */
export function shownBytes(bytes: Uint8Array): string {
	return Array.from(bytes, byte => byte === 0x5C ? '\\\\' : (byte >= 0x20 && byte < 0x7F ? String.fromCodePoint(byte) : String.raw`\x${byte.toString(16).padStart(2, '0')}`)).join('');
}

const marks: Readonly<Record<VersionFacts['type'], string>> = {
	file: '', directory: '/', symlink: '', hardlink: '', 'character-device': ' c', 'block-device': ' b', fifo: ' p', other: ' ?', unknown: ' ·',
};

/** What is there at a layer (the top one, unless one is given), as `Expected` has it. */
export function treeOf(lifetimes: Lifetimes, layer = lifetimes.layers.length - 1): string[] {
	const paths: string[] = [];
	for (let node = 1; node < lifetimes.nodeCount; node++) {
		const version = versionAt(lifetimes, node, layer);
		if (version !== -1) {
			const {type, target} = versionFacts(lifetimes, version);
			paths.push(shownBytes(nodePath(lifetimes, node)) + (type === 'symlink' ? ` -> ${shownBytes(target)}` : marks[type]));
		}
	}

	return paths.toSorted();
}

/** The warnings of an image, sorted, as `Expected` has them. */
export function warningsOf({warnings}: LoadedImage): string[] {
	return warnings.map(({code, path}) => path === undefined ? code : `${code} ${shownBytes(path)}`).toSorted();
}
