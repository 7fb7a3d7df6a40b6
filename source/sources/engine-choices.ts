import type {EngineConnection} from '../engine/connection.ts';
import {imageHistory} from '../engine/image-history.ts';
import {inspectImage, type InspectedImage, type ListedEntry} from '../engine/inspect-image.ts';
import {since} from '../engine/api-version.ts';
import {LayerscopeError} from '../errors.ts';
import type {ImageChoice} from '../image/image-choice.ts';
import type {LayerFacts} from '../image/image-facts.ts';
import {formatPlatform, platformDistance, type Platform} from '../image/platform.ts';
import {factsFromEngine} from './engine-facts.ts';

/**
The platforms of an engine's image and what hangs beside them: at once as the engine lists them, then with their layers.
An engine that keeps one platform only has one row. Throws a `LayerscopeError` where there is no such image.
*/
export async function * engineChoices(connection: EngineConnection, reference: string, signal: AbortSignal): AsyncGenerator<readonly ImageChoice[], void> {
	const image = await inspectImage(connection, reference, undefined, signal);
	if (image === undefined) {
		throw new LayerscopeError('not-found', `The engine has no image ${reference}.`, {advice: 'List the images that are there with `layerscope images`.'});
	}

	if (image.listed.length === 0) {
		yield [onlyChoice(image, await layersOf({connection, reference, image}, undefined, signal))];
		return;
	}

	const choices = image.listed.map(entry => choiceOf(entry, image))
		.toSorted((one, other) => Number(one.kind !== 'image') - Number(other.kind !== 'image'));
	yield choices;
	const platforms = new Map(image.listed.map(({digest, platform}) => [digest as string, platform]));
	const whole: ImageChoice[] = [];
	for (const choice of choices) {
		const layerFacts = choice.kind === 'image' && choice.isHere
			? await layersOf({connection, reference, image}, platforms.get(choice.digest), signal)
			: undefined;
		whole.push({...choice, layerFacts, layers: layerFacts?.length});
	}

	yield whole;
}

function choiceOf({digest, kind, type, platform, isAvailable, contentSize, annotations, about}: ListedEntry, {document}: InspectedImage): ImageChoice {
	return {
		kind,
		type,
		// An engine chooses by the platform alone.
		reference: undefined,
		platform: platform && formatPlatform(platform),
		digest,
		// Of what isn't here whole a part is.
		size: isAvailable ? contentSize : undefined,
		layers: undefined,
		layerFacts: undefined,
		annotations: about === undefined ? annotations : new Map([...annotations, ['vnd.docker.reference.digest', about]]),
		isHost: kind === 'image' && isSame(document.platform, platform),
		isHere: isAvailable,
	};
}

function onlyChoice({document, manifestDigest, id, size}: InspectedImage, layerFacts: readonly LayerFacts[] | undefined): ImageChoice {
	return {
		kind: 'image',
		type: undefined,
		reference: undefined,
		platform: document.platform && formatPlatform(document.platform),
		digest: manifestDigest ?? id,
		size,
		layers: document.diffIds.length,
		layerFacts,
		annotations: new Map(),
		isHost: true,
		isHere: true,
	};
}

function isSame(one: Platform | undefined, other: Platform | undefined): boolean {
	return one !== undefined && other !== undefined && platformDistance(one, other, true) === 0;
}

type Asked = {readonly connection: EngineConnection; readonly reference: string; readonly image: InspectedImage};

/** The layers of a platform, with the instructions that made them; `undefined` where the engine can't be asked for it. */
async function layersOf({connection, reference, image}: Asked, platform: Platform | undefined, signal: AbortSignal): Promise<readonly LayerFacts[] | undefined> {
	const isShown = platform === undefined || isSame(image.document.platform, platform);
	if (!isShown && connection.version < since.inspectPlatform) {
		return undefined;
	}

	const inspected = isShown ? image : await inspectImage(connection, reference, platform, signal);
	if (inspected === undefined) {
		return undefined;
	}

	const rows = await imageHistory(connection, reference, inspected.document.platform, signal);
	return factsFromEngine(reference, inspected, rows).layers;
}
