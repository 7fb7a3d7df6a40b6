import type {IncomingMessage} from 'node:http';
import {LayerscopeError} from '../errors.ts';
import {formatPlatform, platformDistance, type Platform} from '../image/platform.ts';
import {parseReference} from '../image/reference.ts';
import {since} from './api-version.ts';
import type {EngineConnection} from './connection.ts';
import {checkImageName, isImageId} from './image-name.ts';
import {inspectImage, type InspectedImage} from './inspect-image.ts';
import {openSave} from './save-image.ts';

/** Images to be saved into one archive, each of which the engine has. */
export type SavedImages = {
	/** As the engine is asked for them: whole names or IDs. */
	readonly names: readonly string[];
	/** What the user calls them, for progress and errors. */
	readonly title: string;
	/** Chooses one of several platforms; needs API 1.48. */
	readonly platform: Platform | undefined;
	/** Bytes that the archive will have, about; `undefined` where the engine doesn't say. */
	readonly estimate: number | undefined;
};

const mostNamed = 3;

/**
Finds the images that references name on an engine, so that nothing is saved where one is missing. A name without a tag is `:latest`,
as everywhere in layerscope; Docker itself would save every tag. Throws a `LayerscopeError`: `usage` for a name that is none, `not-found`
for an image that isn't there, or not for that platform.
*/
export async function findSaved(connection: EngineConnection, references: readonly string[], platform: Platform | undefined, signal: AbortSignal): Promise<SavedImages> {
	for (const reference of references) {
		checkImageName(reference);
	}

	const names = new Set<string>();
	let estimate: number | undefined = 0;
	for (const reference of references) {
		const {name, image} = await findOne(connection, reference, signal);
		checkPlatform(image, reference, platform);
		const size = sizeOf(image, platform);
		estimate = names.has(name) ? estimate : plus(estimate, size);
		names.add(name);
	}

	return {
		names: [...names],
		title: titleOf(references),
		platform: connection.version >= since.manifests ? platform : undefined,
		estimate,
	};
}

/** Has the engine save images into one archive and gives the answer, whose body is a tar. Throws a `LayerscopeError` where the engine refuses. */
export async function saveImages(connection: EngineConnection, {names, title, platform}: SavedImages, signal: AbortSignal): Promise<IncomingMessage> {
	return openSave(connection, {path: '/images/get', names, platform}, title, signal);
}

type FoundOne = {readonly name: string; readonly image: InspectedImage};

async function findOne(connection: EngineConnection, reference: string, signal: AbortSignal): Promise<FoundOne> {
	if (isImageId(reference)) {
		return {name: reference, image: await inspected(connection, reference, reference, signal)};
	}

	const {tag, digest} = parseReference(reference);
	const name = digest === undefined && !reference.endsWith(`:${tag}`) ? `${reference}:${tag}` : reference;
	// What looks like the beginning of an ID can be a name too, and names go first.
	if (/^[\da-f]{4,63}$/.test(reference) && await inspectImage(connection, name, undefined, signal) === undefined) {
		const image = await inspected(connection, reference, reference, signal);
		return {name: image.id, image};
	}

	return {name, image: await inspected(connection, name, reference, signal)};
}

async function inspected(connection: EngineConnection, name: string, reference: string, signal: AbortSignal): Promise<InspectedImage> {
	const image = await inspectImage(connection, name, undefined, signal);
	if (image === undefined) {
		throw new LayerscopeError('not-found', `The engine has no image ${reference}.`, {advice: 'Check the name, or pull it first.'});
	}

	return image;
}

// An old engine takes no platform and says nothing about it.
function checkPlatform({document, manifests}: InspectedImage, reference: string, platform: Platform | undefined): void {
	const held = manifests.length > 0 ? manifests.filter(({isAvailable}) => isAvailable).map(manifest => manifest.platform) : [document.platform];
	if (platform !== undefined && !held.some(other => other !== undefined && platformDistance(platform, other) !== undefined)) {
		const here = held.filter(other => other !== undefined).map(other => formatPlatform(other)).join(', ');
		throw new LayerscopeError('not-found', `The engine has ${reference} for ${here || 'no platform that it names'}, not for ${formatPlatform(platform)}.`, {
			advice: 'Choose a platform that is there, or pull the other one first.',
		});
	}
}

function sizeOf({manifests, size}: InspectedImage, platform: Platform | undefined): number | undefined {
	const wanted = manifests.filter(({isAvailable, platform: other}) => isAvailable && (platform === undefined || (other !== undefined && platformDistance(platform, other) !== undefined)));
	// The size that such a store gives counts what is unpacked too.
	return wanted.length === 0 ? size : wanted.reduce<number | undefined>((sum, {contentSize}) => plus(sum, contentSize), 0);
}

function plus(first: number | undefined, second: number | undefined): number | undefined {
	return first === undefined || second === undefined ? undefined : first + second;
}

function titleOf(references: readonly string[]): string {
	const rest = references.length - mostNamed;
	return references.slice(0, mostNamed).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
