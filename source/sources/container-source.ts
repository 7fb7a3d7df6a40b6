import {connectEngine, type EngineConnection} from '../engine/connection.ts';
import {containerChanges} from '../engine/container-changes.ts';
import {inspectContainer, type InspectedContainer} from '../engine/inspect-container.ts';
import {inspectImage} from '../engine/inspect-image.ts';
import {isPodman} from '../engine/is-podman.ts';
import {LayerscopeError} from '../errors.ts';
import {
	containerLayerIndex, containerTree, type ContainerTree, type KnownKind,
} from '../image/container-layer.ts';
import type {ImageFacts, LayerFacts} from '../image/image-facts.ts';
import {entryName, type LayerIndex} from '../image/layer-index.ts';
import {formatPlatform} from '../image/platform.ts';
import type {Warning} from '../image/warning.ts';
import {noSuchContainer} from './container-missing.ts';
import {findKindQuestions} from './container-kinds.ts';
import {
	askKind, askPath, readContainerFile, type ContainerFiles,
} from './container-paths.ts';
import {createEngineSource, type EngineReading} from './engine-source.ts';
import type {ContentRequest, ImageSource, SourceEvent} from './image-source.ts';
import type {OpenOptions} from './open-options.ts';

/**
Opens a container: the read-only layers of its image, found by ID, and on top its writable layer as the engine lists it. Nothing is created,
started or stopped. Throws a `LayerscopeError`: `not-found` where there is no such container, a usage error for a choice that it leaves none of.
*/
export async function openContainerSource(name: string, {
	selection, engine, store, cache, verify, limits,
}: Pick<OpenOptions, 'selection' | 'engine'> & EngineReading): Promise<ImageSource> {
	if (selection.platform !== undefined || selection.image !== undefined) {
		throw new LayerscopeError('usage', `${selection.platform === undefined ? '--image' : '--platform'} does nothing for a container: it has one image of one platform.`, {advice: 'Leave it out.'});
	}

	const connection = await connectEngine(engine);
	try {
		const container = await inspectContainer(connection, name);
		if (container === undefined) {
			throw await noSuchContainer(connection, name);
		}

		return createContainerSource(connection, container, {
			store, cache, verify, limits, log: engine?.log,
		});
	} catch (error) {
		connection.close();
		throw error;
	}
}

function createContainerSource(connection: EngineConnection, container: InspectedContainer, options: EngineReading): ImageSource {
	const {imageId, platform, id, name} = container;
	const image = createEngineSource(connection, {reference: imageId, platform: platform && formatPlatform(platform), pull: 'never'}, options);
	const files: ContainerFiles = {connection, id, name};
	let writable: {readonly layer: number; readonly index: LayerIndex} | undefined;
	const pathOf = ({offset}: ContentRequest) => new TextDecoder().decode(entryName(writable!.index, offset));
	const isWritable = ({layer}: ContentRequest) => layer === writable?.layer;
	return {
		kind: 'container',
		location: connection.location,
		async * read(signal) {
			for await (const event of readContainer(image, files, container, signal)) {
				writable = event.type === 'layer' && event.index.isWritable ? event : writable;
				yield event;
			}
		},
		content: (request, signal) => isWritable(request) ? readContainerFile(files, pathOf(request), signal) : image.content(request, signal),
		async * contents(requests, signal) {
			const places = requests.map((request, place) => ({request, place})).filter(({request}) => !isWritable(request));
			for await (const {request, bytes} of image.contents!(places.map(({request}) => request), signal)) {
				yield {request: places[request]!.place, bytes};
			}

			for (const [place, request] of requests.entries()) {
				for await (const event of isWritable(request) ? readContainerFile(files, pathOf(request), signal) : []) {
					if (event.type === 'bytes') {
						yield {request: place, bytes: event.bytes};
					}
				}
			}
		},
		async ask(request, signal) {
			return askPath(files, pathOf(request), signal);
		},
		close: async () => image.close(),
	};
}

async function * readContainer(source: ImageSource, files: ContainerFiles, container: InspectedContainer, signal: AbortSignal): AsyncGenerator<SourceEvent, void> {
	const tree = containerTree(await containerChanges(files.connection, container.id, signal));
	const questions = findKindQuestions(tree, await isPodman(files.connection, signal));
	let layers = 0;
	for await (const event of readImage(source, files.connection, container, signal)) {
		if (event.type === 'layer') {
			questions.look(event.index);
		}

		layers = event.type === 'image' ? event.image.layers.length : layers;
		yield event.type === 'image' ? {type: 'image', image: withContainer(event.image, container)} : event;
	}

	const kinds = await askKinds(files, questions.paths(), signal);
	for (const warning of warningsOf(tree, kinds, questions.paths(), layers)) {
		yield {type: 'warning', warning};
	}

	yield {
		type: 'layer', layer: layers, index: containerLayerIndex(tree, kinds), verification: 'not-verified', failure: undefined,
	};
}

async function * readImage(source: ImageSource, connection: EngineConnection, container: InspectedContainer, signal: AbortSignal): AsyncGenerator<SourceEvent, void> {
	let isKnown = false;
	try {
		for await (const event of source.read(signal)) {
			isKnown ||= event.type === 'image';
			yield event;
		}
	} catch (error) {
		if (isKnown || !(error instanceof LayerscopeError) || error.kind !== 'not-found') {
			throw error;
		}

		throw await inspectImage(connection, container.imageId, undefined, signal) === undefined ? imageGone(container, error) : error;
	}
}

function imageGone({name, imageId, imageName}: InspectedContainer, cause: unknown): LayerscopeError {
	const called = imageName === undefined || imageName.includes(imageId.slice(7, 19)) ? '' : `, ${imageName} when the container was made`;
	const what = `The image of the container ${name} is gone from the engine (${imageId}${called})`;
	return new LayerscopeError('not-found', `${what}: it was removed by force, and without it the engine can't give its layers.`, {
		advice: `What the container changed is still listed by \`docker diff ${name}\`, and all of its files can be opened with \`docker export -o FILE ${name}\` and layerscope rootfs:FILE.`,
		cause,
	});
}

function withContainer(image: ImageFacts, container: InspectedContainer): ImageFacts {
	const {id, name, state, imageName} = container;
	const instruction = `container ${name} (${state})`;
	const layer: LayerFacts = {
		diffId: undefined, digest: undefined, mediaType: '', compressedSize: undefined, instruction, created: undefined,
	};
	const step = {
		instruction, created: undefined, comment: undefined, layer: image.layers.length,
	};
	return {
		...image,
		reference: `container:${name}`,
		container: {
			id, name, state, imageName,
		},
		layers: [...image.layers, layer],
		history: image.history.length === 0 ? [] : [...image.history, step],
	};
}

// Some containers change the modes of very many directories, and of the rest is said that it isn't known.
const mostQuestions = 1000;
const questionsAtOnce = 8;

async function askKinds(files: ContainerFiles, paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, KnownKind>> {
	const kinds = new Map<string, KnownKind>();
	const waiting = paths.slice(0, mostQuestions);
	const work = async () => {
		for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
			kinds.set(path, await askKind(files, path, signal));
		}
	};

	await Promise.all(Array.from({length: questionsAtOnce}, work));
	return kinds;
}

const lost = '\u{FFFD}';

function * warningsOf(tree: ContainerTree, kinds: ReadonlyMap<string, KnownKind>, questions: readonly string[], layer: number): Generator<Warning, void> {
	const encoder = new TextEncoder();
	for (const path of [...tree.keys()].filter(path => path.includes(lost))) {
		yield {
			code: 'container-name-lost', layer, path: encoder.encode(path),
			message: 'The engine\'s list of changes can\'t hold a name that isn\'t UTF-8: this isn\'t the name that the container has, and what is there can\'t be asked.',
		};
	}

	for (const path of questions.filter(path => !kinds.has(path))) {
		yield {
			code: 'container-kind-unknown', layer, path: encoder.encode(path),
			message: 'The container changed this directory, or put something else in its place; the engine wasn\'t asked, since there are so many. What the image has in it may be gone.',
		};
	}
}
