import {LayerscopeError} from '../errors.ts';
import {entryOf} from '../image/entry-kind.ts';
import type {ImageChoice} from '../image/image-choice.ts';
import type {LayerFacts} from '../image/image-facts.ts';
import {formatPlatform, platformDistance, type Platform} from '../image/platform.ts';
import type {Candidate, LayerBlob} from './candidate.ts';
import {describeImage} from './describe-image.ts';
import type {LocatedFileSet} from './file-set.ts';
import {findImages, type FoundImages} from './find-images.ts';
import type {Beside} from './layout-images.ts';

/** All that an archive or a layout holds: its images in its order, then what hangs beside them. */
export function choicesOf({candidates, beside}: Pick<FoundImages, 'candidates' | 'beside'>, host: Platform): readonly ImageChoice[] {
	return [...choicesOfImages(candidates, candidates, host), ...choicesBeside(beside)];
}

/** What hangs beside the images of a source: images that are elsewhere first. */
export function choicesBeside(beside: readonly Beside[]): readonly ImageChoice[] {
	return beside.map(entry => choiceBeside(entry)).toSorted((one, other) => Number(one.kind !== 'image') - Number(other.kind !== 'image'));
}

/** Some of the images of a source, as they are chosen among all of them. */
export function choicesOfImages(candidates: readonly Candidate[], all: readonly Candidate[], host: Platform): readonly ImageChoice[] {
	const distances = candidates.map(({platform}) => platform && platformDistance(host, platform));
	const best = Math.min(...distances.filter(distance => distance !== undefined));
	const holders = new Map<string, number>();
	for (const candidate of all) {
		for (const name of new Set(candidate.references)) {
			const key = holderKey(candidate, name);
			holders.set(key, (holders.get(key) ?? 0) + 1);
		}
	}

	return candidates.map((candidate, index) => ({...choiceOf(candidate, holders), isHost: distances[index] === best}));
}

function holderKey({platform}: Candidate, reference: string): string {
	return `${platform && formatPlatform(platform)} ${reference}`;
}

// A name chooses only where no other image of the same platform has it; else the digest does.
function choiceOf(candidate: Candidate, holders: ReadonlyMap<string, number>): Omit<ImageChoice, 'isHost'> {
	const platform = candidate.platform && formatPlatform(candidate.platform);
	const digest = candidate.manifestDigest ?? candidate.config?.id ?? '';
	return {
		kind: 'image',
		type: undefined,
		reference: candidate.references.find(reference => holders.get(holderKey(candidate, reference)) === 1) ?? digest,
		platform,
		digest,
		size: sizeOf(candidate),
		layers: candidate.config?.document.diffIds.length,
		layerFacts: layersOf(candidate),
		annotations: candidate.annotations ?? new Map<string, string>(),
		isHere: true,
	};
}

function choiceBeside({descriptor, manifest, references}: Beside): ImageChoice {
	const {platform, annotations, digest, size} = descriptor;
	return {
		...entryOf(descriptor, manifest),
		reference: references[0],
		platform: platform === undefined || platform.os === 'unknown' ? undefined : formatPlatform(platform),
		digest,
		size: manifest && sumOf([size, manifest.config.size, ...manifest.layers.map(layer => layer.size)]),
		layers: manifest?.layers.length,
		layerFacts: undefined,
		annotations: new Map([...annotations, ...manifest?.annotations ?? []]),
		isHost: false,
		isHere: manifest !== undefined,
	};
}

function sizeOf({manifestSize = 0, config, layers}: Candidate): number | undefined {
	return config && sumOf([manifestSize, config.size, ...layers.map(layer => bytesOf(layer))]);
}

function bytesOf({shipped, descriptor, fileSize}: LayerBlob): number | undefined {
	return shipped?.size ?? descriptor?.size ?? fileSize;
}

function sumOf(sizes: ReadonlyArray<number | undefined>): number | undefined {
	return sizes.reduce((sum, size) => sum === undefined || size === undefined ? undefined : sum + size, 0);
}

/** The layers with both digests, and their sizes as stored even where they are plain. */
function layersOf(candidate: Candidate): readonly LayerFacts[] | undefined {
	try {
		return describeImage(candidate, [], undefined).image.layers
			.map((facts, layer) => ({...facts, compressedSize: facts.compressedSize ?? bytesOf(candidate.layers[layer]!)}));
	} catch (error) {
		// That an image is damaged is told when it is opened.
		if (error instanceof LayerscopeError) {
			return undefined;
		}

		throw error;
	}
}

/** As `findImages`; of several images the sizes of their files are known too, where no manifest tells them. */
export async function findLocated(files: LocatedFileSet, location: string, otherwise?: string): Promise<FoundImages> {
	const found = await findImages(files, location, otherwise);
	return found.candidates.length === 1
		? found
		: {
			...found, candidates: await withFileSizes(found.candidates, async name => {
				const range = await files.locate(name);
				return range?.length;
			}),
		};
}

/** Images with the sizes of their files, where no manifest tells them. */
export async function withFileSizes(candidates: readonly Candidate[], sizeOfFile: (name: string) => Promise<number | undefined>): Promise<readonly Candidate[]> {
	const measured = async (layer: LayerBlob): Promise<LayerBlob> => bytesOf(layer) === undefined
		? {...layer, fileSize: await sizeOfFile(layer.name).catch(() => undefined)}
		: layer;
	return Promise.all(candidates.map(async candidate => ({...candidate, layers: await Promise.all(candidate.layers.map(async layer => measured(layer)))})));
}
