import {Buffer} from 'node:buffer';
import type {LayerCache} from '../../source/cache/layer-cache.ts';
import {entryName, typeCodes} from '../../source/image/layer-index.ts';
import type {LoadedImage} from '../../source/image/loaded-image.ts';
import {openEngineSource} from '../../source/sources/engine-source.ts';
import type {ImageSource} from '../../source/sources/image-source.ts';
import {loadImage} from '../../source/sources/load-image.ts';
import type {TestEngine} from './engine.ts';

/** An image as it was read from an engine, with all its contents. */
export type Reading = {
	readonly loaded: LoadedImage;
	/** `layer name` of each file, names as latin1, and its content. */
	readonly contents: ReadonlyMap<string, string>;
	/** What the log was told. */
	readonly log: readonly string[];
};

type Way = {readonly store?: boolean; readonly verify?: boolean; readonly cache?: LayerCache; readonly log?: string[]};

const {signal} = new AbortController();

/** Reads an image and all its contents, out of the store where that can be; what is logged is added to `log`. */
export async function readWhole(engine: TestEngine, reference: string, {
	store = true, verify = false, cache, log = [],
}: Way = {}): Promise<Reading> {
	const source = await openEngineSource(reference, {
		selection: {platform: undefined, image: undefined}, pull: 'never', spool: false, verify, store, cache,
		engine: {
			host: engine.environment.DOCKER_HOST, log(line) {
				log.push(line);
			},
		},
	});
	try {
		const loaded = await loadImage(source, {signal});
		return {loaded, contents: await contentsOf(source, loaded), log};
	} finally {
		await source.close();
	}
}

/** `layer name` of each file with its content, as latin1; and one that was read alone. */
export async function contentsOf(source: ImageSource, {lifetimes}: LoadedImage): Promise<ReadonlyMap<string, string>> {
	const places = lifetimes.layers.flatMap((index, layer) => Array.from({length: index.count}, (_, entry) => entry)
		.filter(entry => index.types[entry] === typeCodes.file)
		.map(entry => ({layer, offset: index.offsets[entry]!, name: `${layer} ${Buffer.from(entryName(index, entry)).toString('latin1')} ${entry}`})));
	const pieces = places.map((): Uint8Array[] => []);
	for await (const {request, bytes} of source.contents!(places, signal)) {
		pieces[request]!.push(bytes);
	}

	const alone: Uint8Array[] = [];
	for await (const event of places.length === 0 ? [] : source.content(places[0]!, signal)) {
		if (event.type === 'bytes') {
			alone.push(event.bytes);
		}
	}

	return new Map([...places.map(({name}, place) => [name, textOf(pieces[place]!)] as const), ['alone', textOf(alone)]]);
}

function textOf(pieces: readonly Uint8Array[]): string {
	return Buffer.concat(pieces).toString('latin1');
}

/** Every column of every layer's index, in a form that can be compared. */
export function columnsOf({lifetimes}: LoadedImage): unknown {
	return lifetimes.layers.map(index => Object.entries(index).toSorted(([a], [b]) => a.localeCompare(b)));
}
