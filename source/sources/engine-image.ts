import type {EngineConnection} from '../engine/connection.ts';
import {isImageId} from '../engine/image-name.ts';
import {inspectImage, type InspectedImage} from '../engine/inspect-image.ts';
import {pullImage} from '../engine/pull-image.ts';
import {LayerscopeError} from '../errors.ts';
import {
	formatPlatform, parsePlatform, platformDistance, type Platform,
} from '../image/platform.ts';
import type {SourceEvent} from './image-source.ts';

/** What is wanted of an engine: an image, perhaps of a certain platform, and when it may be pulled. */
export type EngineWish = {
	readonly reference: string;
	readonly platform: string | undefined;
	readonly pull: 'missing' | 'always' | 'never';
};

/**
Finds an image on an engine, pulling it where the wish allows and needs it, with the pull's progress as events.
Throws a `LayerscopeError`: `not-found` where there is no such image, or none of the platform.
*/
export async function * findImage(connection: EngineConnection, wish: EngineWish, signal: AbortSignal): AsyncGenerator<SourceEvent, InspectedImage> {
	const platform = wish.platform === undefined ? undefined : parsePlatform(wish.platform);
	const canPull = wish.pull !== 'never' && !isImageId(wish.reference);
	if (wish.pull !== 'always' || !canPull) {
		const image = await inspectFor(connection, wish.reference, platform, signal);
		if (image !== undefined && isFor(platform, image)) {
			return image;
		}

		if (!canPull) {
			throw image === undefined ? missing(wish) : otherPlatform(wish, image, 'Leave out --pull never to pull it for that platform, or choose the platform that is there.');
		}
	}

	for await (const progress of pullImage(connection, wish, signal)) {
		yield {type: 'progress', progress};
	}

	return inspectPulled(connection, wish, platform, signal);
}

// A stream may end well though nothing was pulled, and old engines ignore the platform: only a look tells.
async function inspectPulled(connection: EngineConnection, wish: EngineWish, platform: Platform | undefined, signal: AbortSignal): Promise<InspectedImage> {
	const image = await inspectFor(connection, wish.reference, platform, signal);
	if (image === undefined) {
		throw new LayerscopeError('engine', `The engine pulled ${wish.reference} without an error, but doesn't have it.`, {advice: 'Try again; somebody may have removed it meanwhile.'});
	}

	if (!isFor(platform, image)) {
		throw otherPlatform(wish, image, 'The engine or the registry has no image for that platform.');
	}

	return image;
}

// A store of several platforms shows one of them; it's asked for another only where it can be.
async function inspectFor(connection: EngineConnection, reference: string, platform: Platform | undefined, signal: AbortSignal): Promise<InspectedImage | undefined> {
	const image = await inspectImage(connection, reference, undefined, signal);
	const isOtherHeld = image !== undefined && !isFor(platform, image)
		&& image.manifests.some(held => held.isAvailable && held.platform !== undefined && platformDistance(platform!, held.platform) !== undefined);
	if (!isOtherHeld) {
		return image;
	}

	const other = await inspectImage(connection, reference, platform, signal);
	// Asked for a platform, it gives that one's manifest for an ID, by which it knows no image.
	return other && {
		...other, id: image.id, manifests: image.manifests, listed: image.listed,
	};
}

function isFor(platform: Platform | undefined, {document}: InspectedImage): boolean {
	return platform === undefined || (document.platform !== undefined && platformDistance(platform, document.platform) !== undefined);
}

function missing({reference, pull}: EngineWish): LayerscopeError {
	return new LayerscopeError('not-found', `The engine has no image ${reference}.`, {
		advice: pull === 'never' && !isImageId(reference) ? 'Leave out --pull never to pull it.' : 'List the images that are there with `docker images`.',
	});
}

function otherPlatform({reference, platform}: EngineWish, {document}: InspectedImage, advice: string): LayerscopeError {
	const held = document.platform === undefined ? 'of an unknown platform' : `for ${formatPlatform(document.platform)}`;
	return new LayerscopeError('not-found', `${reference} is here ${held}, not for ${platform}.`, {advice});
}
